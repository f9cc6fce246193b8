using UvRelease.Formats;

namespace UvRelease.Crashes.Minidumps;

/// <summary>Reads what Crashpad adds (crashpad/minidump/minidump_extensions.h).</summary>
internal sealed class CrashpadReader(CheckedReader reader, StreamFields fields)
{
    private const int NewestSize = 52;

    public CrashpadInfo Read(CheckedReader? stream)
    {
        if (stream is null)
            return new CrashpadInfo();
        if (stream.Length < NewestSize)
            throw stream.Bad(0, "Crashpad's information", $"has {stream.Length} bytes; {NewestSize} are the fewest");
        List<MinidumpAnnotation> ofModules = [];
        CheckedReader? modules = Located(stream, 44, "the modules with annotations");
        if (modules is not null)
        {
            foreach (long entry in StreamFields.Entries(modules, 12, "modules with annotations"))
                ReadModule(Located(modules, entry + 4, "a module's annotations"), ofModules);
        }

        return new CrashpadInfo
        {
            ReportId = new Guid(stream.At(4, 16, "the report's id")),
            ClientId = new Guid(stream.At(20, 16, "the client's id")),
            Ids = new Place(stream.Start + 4, 32),
            Annotations = [.. Dictionary(Located(stream, 36, "annotations"))],
            ModuleAnnotations = ofModules,
        };
    }

    private void ReadModule(CheckedReader? module, List<MinidumpAnnotation> annotations)
    {
        if (module is null)
            return;
        if (Located(module, 4, "a module's texts") is { } texts)
        {
            foreach (long entry in StreamFields.Entries(texts, 4, "a module's texts"))
                annotations.Add(new MinidumpAnnotation(new MinidumpText("", default), fields.Text(texts.U32(entry, "the place of a text"), "a text")));
        }

        annotations.AddRange(Dictionary(Located(module, 12, "a module's annotations")));
        if (Located(module, 20, "a module's objects") is not { } objects)
            return;
        foreach (long entry in StreamFields.Entries(objects, 12, "a module's objects"))
        {
            MinidumpText name = fields.Text(objects.U32(entry, "the place of a name"), "an annotation's name");
            annotations.Add(new MinidumpAnnotation(name, fields.Text(objects.U32(entry + 8, "the place of a value"), "an annotation's value")));
        }
    }

    private IEnumerable<MinidumpAnnotation> Dictionary(CheckedReader? entries)
    {
        if (entries is null)
            yield break;
        foreach (long entry in StreamFields.Entries(entries, 8, "annotations"))
        {
            MinidumpText name = fields.Text(entries.U32(entry, "the place of a name"), "an annotation's name");
            yield return new MinidumpAnnotation(name, fields.Text(entries.U32(entry + 4, "the place of a value"), "an annotation's value"));
        }
    }

    // A size and a place, as MINIDUMP_LOCATION_DESCRIPTOR has them; nothing where the size is 0.
    private CheckedReader? Located(CheckedReader part, long at, string field)
    {
        long size = part.U32(at, field), offset = part.U32(at + 4, field);
        return size == 0 ? null : reader.Part(offset, size, field);
    }
}
