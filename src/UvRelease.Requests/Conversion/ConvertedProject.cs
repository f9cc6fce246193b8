namespace UvRelease.Requests.Conversion;

/// <summary>What a project of another tool becomes.</summary>
/// <param name="Configuration">Text of .github/uv-release.yml.</param>
/// <param name="Fragments">Changelog fragments, by their path from the repository's root.</param>
/// <param name="Taken">What was taken over: sentences.</param>
/// <param name="NotTaken">What was not, and why: sentences.</param>
public sealed record ConvertedProject(
    string Configuration, IReadOnlyDictionary<string, string> Fragments, IReadOnlyList<string> Taken, IReadOnlyList<string> NotTaken);
