using System.Buffers.Binary;
using UvRelease.Crashes.Minidumps;
using UvRelease.Formats;

namespace UvRelease.Crashes.Redaction;

/// <summary>
/// Carries over Crashpad's annotations that are allowed, of the process and of its modules. The id of the client is dropped.
/// Source: minidump/minidump_extensions.h of Crashpad.
/// </summary>
internal sealed class DumpAnnotations(DumpPlan plan, RedactionRules rules, RedactionCounts counts)
{
    private const int ClientIdAt = 20, GuidSize = 16, SimpleAt = 36, ModulesAt = 44, SmallestInfo = 52, WithMask = 64;
    private const int ModuleEntry = 12, ModuleInfo = 28, ListAt = 4, ModuleSimpleAt = 12, ObjectsAt = 20;
    private const int SimpleEntry = 8, ObjectEntry = 12;
    private const ushort TextType = 1;

    private readonly StreamFields fields = new(plan.Reader);

    /// <summary>Adds the stream and what belongs to it.</summary>
    public void Add(Place stream)
    {
        byte[] info = plan.Reader.Bytes(stream.Offset, SmallestInfo, "Crashpad's information");
        info.AsSpan(ClientIdAt, GuidSize).Clear();
        AddSimple(stream.Offset + SimpleAt, info.AsSpan(SimpleAt));
        // Later versions add a mask for addresses.
        byte[] mask = stream.Size >= WithMask ? plan.Reader.Bytes(stream.Offset + SmallestInfo, WithMask - SmallestInfo, "the mask of addresses") : [];
        plan.Add(stream, "Crashpad's information", new Replaced((byte[])[.. info, .. mask]));
        if (Located(stream.Offset + ModulesAt) is not { } modules)
            return;
        plan.Add(modules, "the modules with annotations", Verbatim.All);
        using CheckedReader list = plan.Reader.Part(modules.Offset, modules.Size, "the modules with annotations");
        foreach (long entry in StreamFields.Entries(list, ModuleEntry, "modules with annotations"))
        {
            if (Located(modules.Offset + entry + 4) is { } module)
                AddModule(module);
        }
    }

    private void AddModule(Place module)
    {
        byte[] info = plan.Reader.Bytes(module.Offset, ModuleInfo, "the annotations of a module");
        // Texts without a name: messages of the system, of which nobody knows what they say.
        if (Located(module.Offset + ListAt) is { } list)
            counts.AnnotationsDropped += plan.Reader.U32(list.Offset, "the number of texts without a name");
        info.AsSpan(ListAt, 8).Clear();
        AddSimple(module.Offset + ModuleSimpleAt, info.AsSpan(ModuleSimpleAt));
        AddObjects(module.Offset + ObjectsAt, info.AsSpan(ObjectsAt));
        plan.Add(new Place(module.Offset, ModuleInfo), "the annotations of a module", new Replaced(info));
    }

    // MinidumpSimpleStringDictionary: keys and values.
    private void AddSimple(long location, Span<byte> written) => AddEntries(location, written, SimpleEntry, valueAt: 4, entry => true);

    // MinidumpAnnotationList: name, type and value; only texts are known.
    private void AddObjects(long location, Span<byte> written) =>
        AddEntries(location, written, ObjectEntry, valueAt: 8, entry => plan.Reader.U16(entry + 4, "the type of an annotation") == TextType);

    private void AddEntries(long location, Span<byte> written, int entrySize, int valueAt, Predicate<long> isText)
    {
        if (Located(location) is not { } place)
            return;
        using CheckedReader list = plan.Reader.Part(place.Offset, place.Size, "annotations");
        var kept = new List<byte>(new byte[4]);
        int all = 0, stay = 0;
        foreach (long entry in StreamFields.Entries(list, entrySize, "annotations").Select(entry => place.Offset + entry))
        {
            all++;
            if (!isText(entry))
                continue;
            MinidumpText name = fields.Text(plan.Reader.U32(entry, "the place of a name"), "an annotation's name");
            MinidumpText value = fields.Text(plan.Reader.U32(entry + valueAt, "the place of a value"), "an annotation's value");
            if (rules.Value(name.Value, value.Value) is null)
                continue;
            plan.Add(name, "the name of an annotation", Verbatim.All);
            plan.Add(value, "an annotation", Verbatim.All);
            kept.AddRange(plan.Reader.At(entry, entrySize, "an annotation"));
            stay++;
        }

        counts.AnnotationsKept += stay;
        counts.AnnotationsDropped += all - stay;
        byte[] table = [.. kept];
        BinaryPrimitives.WriteInt32LittleEndian(table, stay);
        plan.Add(place, "the list of annotations", new Replaced(table));
        BinaryPrimitives.WriteInt32LittleEndian(written, table.Length);
    }

    // A size and a place, as MINIDUMP_LOCATION_DESCRIPTOR has them; nothing where the size is 0.
    private Place? Located(long at)
    {
        long size = plan.Reader.U32(at, "the size of annotations");
        return size == 0 ? null : new Place(plan.Reader.U32(at + 4, "the place of annotations"), size);
    }
}
