using System.Text;
using UvRelease.Releases.Json;

namespace UvRelease.Releases.Evidence;

/// <summary>Says what a piece of evidence is worth for a release now.</summary>
public static class EvidenceJudge
{
    /// <summary>Judges it.</summary>
    /// <param name="item">The evidence.</param>
    /// <param name="subject">The release.</param>
    /// <param name="files">Contents of the files that evidence names, by path, as they were found; a file that is missing here could not be read.</param>
    /// <param name="now">The time.</param>
    public static EvidenceJudgement Judge(
        EvidenceItem item, EvidenceSubject subject, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, DateTimeOffset now)
    {
        string name = $"Evidence '{item.Id}'";
        if (item.SubjectDigest != subject.Digest)
            return Error($"{name} is of another release: {item.SubjectDigest}, and this one is {subject.Digest}.");
        if (item.Commit != subject.Commit)
            return Error($"{name} is of another commit: {item.Commit}, and the release has {subject.Commit}.");
        if (item.Assertions.Count == 0)
            return Error($"{name} asserts nothing.");
        if (item.Kind == EvidenceKind.Attestation)
            return Error($"{name} is an attestation, and nothing here can verify one yet.");
        if (EvidenceBinding.Period(name, item.ProducedAt, item.ExpiresAt, now) is { } problem)
            return problem;
        if (item.Kind == EvidenceKind.Manual)
            return Assertions(item, name);
        if (item.Path is null || !files.TryGetValue(item.Path, out ReadOnlyMemory<byte> file))
            return Error($"{name} names the file '{item.Path}', which could not be read.");
        if (CanonicalJson.Digest(file.Span) is var digest && digest != item.Sha256)
            return Error($"{name} is of a file '{item.Path}' with the SHA-256 {item.Sha256}, and it has {digest}.");
        return item.Kind == EvidenceKind.SourceContract ? Contents(item, name, file.Span) : Assertions(item, name);
    }

    private static EvidenceJudgement Assertions(EvidenceItem item, string name) =>
        item.Assertions.FirstOrDefault(assertion => assertion.Holds != true) is { } not
        ? new(EvidenceState.Fails, $"{name} says that this does not hold: {not.Summary.TrimEnd('.')}.")
        : new(EvidenceState.Holds, $"{name} holds.");

    private static EvidenceJudgement Contents(EvidenceItem item, string name, ReadOnlySpan<byte> file)
    {
        foreach (EvidenceAssertion assertion in item.Assertions)
        {
            if (string.IsNullOrEmpty(assertion.Contains))
                return Error($"{name} does not say what the file contains.");
            if (file.IndexOf(Encoding.UTF8.GetBytes(assertion.Contains)) < 0)
                return new(EvidenceState.Fails, $"{name}: '{item.Path}' does not contain '{assertion.Contains}' ({assertion.Summary.TrimEnd('.')}).");
        }

        return new(EvidenceState.Holds, $"{name} holds.");
    }

    private static EvidenceJudgement Error(string reason) => new(EvidenceState.Error, reason);
}
