using UvRelease.Crashes.Reports;
using UvRelease.Releases.Json;

namespace UvRelease.Crashes.Redaction;

/// <summary>An error of JavaScript without what is private, and what shows it.</summary>
/// <param name="Error">The error.</param>
/// <param name="Bytes">The error as a document.</param>
/// <param name="Proof">What was done.</param>
public sealed record RedactedError(JavaScriptError Error, byte[] Bytes, RedactionProof Proof);

/// <summary>Takes out of an error of JavaScript what is private. Fields that its format doesn't name are refused, so that none is kept unseen.</summary>
public static class JavaScriptRedaction
{
    /// <summary>Redacts a document.</summary>
    /// <param name="document">The document as it came.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Input"/>: it is not as its schema says.</exception>
    public static RedactedError Redact(ReadOnlySpan<byte> document, string name)
    {
        JavaScriptError error = JavaScriptErrorJson.Read(document, name);
        string[] texts = [error.Name, error.Message, error.Stack, .. error.DebugIds.Select(script => script.File)];
        string[] redacted = [.. TextRedaction.Apply(texts).Zip(texts, NoLonger)];
        JavaScriptError clean = error with
        {
            Name = redacted[0],
            Message = redacted[1],
            Stack = redacted[2],
            // Two scripts may have become one: then nobody can say whose the second id is.
            DebugIds = [.. error.DebugIds.Select((script, index) => script with { File = redacted[index + 3] }).DistinctBy(script => script.File)],
        };
        byte[] bytes = JavaScriptErrorJson.Write(clean);
        var counts = new RedactionCounts { TextsChanged = texts.Zip(redacted).Count(pair => pair.First != pair.Second) };
        return new RedactedError(clean, bytes, RedactionProof.Of(counts, CanonicalJson.Digest(document), CanonicalJson.Digest(bytes)));
    }

    // What stands for an address may be longer than it, and the format limits its texts.
    private static string NoLonger(string redacted, string text)
    {
        int most = ReportForms.Characters(text);
        return ReportForms.Characters(redacted) <= most ? redacted : string.Concat(redacted.EnumerateRunes().Take(most));
    }
}
