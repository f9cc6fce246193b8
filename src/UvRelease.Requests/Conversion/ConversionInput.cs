using System.Text.Json;
using UvRelease.Releases;

namespace UvRelease.Requests.Conversion;

/// <summary>Reads files of other tools, which allow comments and a comma too many.</summary>
internal static class ConversionInput
{
    private static readonly JsonDocumentOptions Forgiving = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 64 };

    /// <summary>A file whose root is an object.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is not.</exception>
    public static JsonDocument Object(byte[] file, string name)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(file, Forgiving);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new JsonException("its root is no object.");
        }
        catch (JsonException e)
        {
            throw new ReleaseException(Fault.Input, $"{name} is no JSON that can be converted: {e.Message}", e) { File = name };
        }
    }
}
