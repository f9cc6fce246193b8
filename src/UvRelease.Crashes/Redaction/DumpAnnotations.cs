using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace UvRelease.Crashes.Redaction;

/// <summary>
/// Carries over Crashpad's annotations that are allowed, of the process and of its modules. The id of the client is dropped.
/// Source: minidump/minidump_extensions.h of Crashpad.
/// </summary>
internal sealed class DumpAnnotations(DumpPlan plan, RedactionRules rules, RedactionCounts counts)
{
    private const int ClientIdAt = 20, GuidSize = 16, SimpleAt = 36, ModulesAt = 44, SmallestInfo = 52;
    private const int ModuleEntry = 12, ModuleInfo = 28, ListAt = 4, ModuleSimpleAt = 12, ObjectsAt = 20;
    private const int SimpleEntry = 8, ObjectEntry = 12;
    private const ushort TextType = 1;

    /// <summary>Adds the stream and what belongs to it.</summary>
    public void Keep(DumpStream stream)
    {
        byte[] info = plan.Reader.Bytes(stream.Offset, SmallestInfo, "Crashpad's information");
        info.AsSpan(ClientIdAt, GuidSize).Clear();
        (uint size, long modules) = Location(stream.Offset + ModulesAt);
        KeepSimple(stream.Offset + SimpleAt, info.AsSpan(SimpleAt));
        // Later versions add a mask for addresses: how long it is says the size of the stream.
        plan.Add(stream.Offset, Math.Min(stream.Size, 64), "Crashpad's information", new Replaced(
            stream.Size >= 64 ? [.. info, .. plan.Reader.Bytes(stream.Offset + SmallestInfo, 64 - SmallestInfo, "the mask of addresses")] : info));
        if (size == 0 || modules == 0)
            return;
        (long first, int count) = plan.List(new DumpStream(modules, size), ModuleEntry, "the modules with annotations");
        plan.Add(modules, size, "the list of modules with annotations", Verbatim.All);
        for (int module = 0; module < count; module++)
            KeepModule(plan.Reader.U32(first + ((long)module * ModuleEntry) + 8, "the offset of a module's annotations"));
    }

    private void KeepModule(long at)
    {
        if (at == 0)
            return;
        byte[] info = plan.Reader.Bytes(at, ModuleInfo, "the annotations of a module");
        // Texts without a name: messages of the system, of which nobody knows what they say.
        (uint listSize, long list) = Location(at + ListAt);
        counts.AnnotationsDropped += listSize >= 4 && list > 0 ? plan.Reader.U32(list, "the count of unnamed annotations") : 0;
        info.AsSpan(ListAt, 8).Clear();
        KeepSimple(at + ModuleSimpleAt, info.AsSpan(ModuleSimpleAt));
        KeepObjects(at + ObjectsAt, info.AsSpan(ObjectsAt));
        plan.Add(at, ModuleInfo, "the annotations of a module", new Replaced(info));
    }

    // MinidumpSimpleStringDictionary: keys and values.
    private void KeepSimple(long location, Span<byte> written) => KeepEntries(location, written, SimpleEntry, valueAt: 4, entry => true);

    // MinidumpAnnotationList: name, type and value; only texts are known.
    private void KeepObjects(long location, Span<byte> written) =>
        KeepEntries(location, written, ObjectEntry, valueAt: 8, entry => plan.Reader.U16(entry + 4, "the type of an annotation") == TextType);

    private void KeepEntries(long location, Span<byte> written, int entrySize, int valueAt, Predicate<long> isText)
    {
        (uint size, long list) = Location(location);
        if (size == 0 || list == 0)
            return;
        (long first, int count) = plan.List(new DumpStream(list, size), entrySize, "the annotations");
        var kept = new List<byte>(new byte[4]);
        int stay = 0;
        for (long entry = first; entry < first + ((long)count * entrySize); entry += entrySize)
        {
            uint name = plan.Reader.U32(entry, "the offset of an annotation's name"), value = plan.Reader.U32(entry + valueAt, "the offset of an annotation");
            if (!isText(entry) || Text(name) is not { } nameText || Text(value) is not { } valueText || rules.Value(nameText, valueText) is null)
                continue;
            plan.AddText(name, "the name of an annotation", Verbatim.All);
            plan.AddText(value, "an annotation", Verbatim.All);
            kept.AddRange(plan.Reader.At(entry, entrySize, "an annotation"));
            stay++;
        }

        counts.AnnotationsKept += stay;
        counts.AnnotationsDropped += count - stay;
        byte[] table = [.. kept];
        BinaryPrimitives.WriteInt32LittleEndian(table, stay);
        plan.Add(list, size, "the list of annotations", new Replaced(table));
        BinaryPrimitives.WriteInt32LittleEndian(written, table.Length);
    }

    private string? Text(long at)
    {
        ReadOnlySpan<byte> bytes = plan.Reader.At(at + 4, (int)plan.TextLength(at, "an annotation"), "an annotation");
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }

    private (uint Size, long Offset) Location(long at) =>
        (plan.Reader.U32(at, "the size of annotations"), plan.Reader.U32(at + 4, "the offset of annotations"));
}
