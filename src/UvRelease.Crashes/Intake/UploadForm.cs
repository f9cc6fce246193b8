using System.Text;

namespace UvRelease.Crashes.Intake;

/// <summary>What Crashpad and Electron upload: fields, and a minidump. Other files are passed over.</summary>
/// <param name="Fields">The fields by name.</param>
/// <param name="Dump">The minidump.</param>
/// <param name="PassedOver">Files that were passed over.</param>
internal sealed record UploadForm(IReadOnlyDictionary<string, string> Fields, ReadOnlyMemory<byte> Dump, int PassedOver)
{
    private const string DumpField = "upload_file_minidump";
    private const int LongestBoundary = 70; // RFC 2046 §5.1.1

    /// <summary>Reads a form.</summary>
    /// <exception cref="RefusedUploadException">It is none, or too much of one.</exception>
    public static async Task<UploadForm> ReadAsync(Stream body, string contentType, IntakeSettings settings, CancellationToken cancellationToken)
    {
        string? boundary = HeaderParameter.Of(contentType, "boundary");
        if (boundary is not { Length: > 0 and <= LongestBoundary } || !Ascii.IsValid(boundary) || boundary.Any(char.IsControl))
            throw Bad($"The Content-Type has no boundary of 1 to {LongestBoundary} characters.");
        var reader = new MultipartReader(body, boundary, settings.MostParts);
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        MemoryStream? dump = null;
        int passedOver = 0;
        while (await reader.NextAsync(cancellationToken) is { } part)
        {
            if (part.Name.Length == 0)
                throw Bad("A part of the form has no name.");
            if (part.Name == DumpField)
            {
                if (dump is not null)
                    throw Bad($"The form has the file '{DumpField}' twice.");
                dump = new MemoryStream();
                await reader.ContentAsync(settings.MostBytes, DumpField, dump, cancellationToken);
            }
            else if (part.IsFile)
            {
                passedOver++;
            }
            else
            {
                using var text = new MemoryStream();
                await reader.ContentAsync(settings.MostFieldBytes, "field", text, cancellationToken);
                if (!fields.TryAdd(part.Name, Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length)))
                    throw Bad("The form has a field twice.");
            }
        }

        return dump is { Length: > 0 }
            ? new UploadForm(fields, dump.GetBuffer().AsMemory(0, (int)dump.Length), passedOver)
            : throw Bad($"The form has no file '{DumpField}'. Send the minidump in it, as Crashpad and Electron do.");
    }

    private static RefusedUploadException Bad(string message) => new(RefusedUploadException.BadRequest, message);
}
