using FsCheck;
using FsCheck.Fluent;
using UvRelease.Formats.Plists;
using UvRelease.Fuzz.Plists;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Formats.Plists;

/// <summary>Property lists by the programs of others, which know nothing of ours.</summary>
public sealed class PropertyListJudgeSpecs : IDisposable
{
    private const int Documents = 150;
    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Python_reads_what_is_written_and_writes_the_same_bytes() => await CheckAsync(xml: true);

    [Fact]
    public async Task Python_agrees_on_what_only_the_binary_form_holds() => await CheckAsync(xml: false);

    [Fact]
    public async Task Plistutil_reads_and_writes_the_same_values()
    {
        OutsideProgram.Needs("plistutil");
        // plistutil writes reals with fewer digits.
        var all = new PropertyListValue.Array([.. Values(xml: true).Select(Plain)]);
        await File.WriteAllBytesAsync(folder.At("xml"), PropertyList.WriteXml(all), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(folder.At("binary"), PropertyList.WriteBinary(all), TestContext.Current.CancellationToken);
        await OutsideProgram.RunAsync(folder.Path, "plistutil", "-i", "xml", "-f", "bin", "-o", "xml-as-binary");
        await OutsideProgram.RunAsync(folder.Path, "plistutil", "-i", "binary", "-f", "xml", "-o", "binary-as-xml");
        Assert.Equal(all, PropertyLists.Read(await File.ReadAllBytesAsync(folder.At("xml-as-binary"), TestContext.Current.CancellationToken)));
        Assert.Equal(all, PropertyLists.Read(await File.ReadAllBytesAsync(folder.At("binary-as-xml"), TestContext.Current.CancellationToken)));
    }

    public void Dispose() => folder.Dispose();

    private static async Task CheckAsync(bool xml)
    {
        PropertyListValue[] values = Values(xml);
        IReadOnlyList<PropertyListValue> read = await PlistlibJudge.CheckAsync(values, xml);
        Assert.Equal(values.SelectMany(value => Enumerable.Repeat(value, xml ? 2 : 1)), read);
    }

    private static PropertyListValue[] Values(bool xml) =>
        [.. Gen.Choose(0, int.MaxValue).ArrayOf(Documents).Sample(1, new Rnd(Seeded.Seed, 1), 1)
            .Single().Select(seed => new PropertyListMaker(seed, xml).Make())];

    private static PropertyListValue Plain(PropertyListValue value) => value switch
    {
        PropertyListValue.Real real => new PropertyListValue.Real(Math.Round(Math.Clamp(real.Value, -1e6, 1e6))),
        PropertyListValue.Array array => new PropertyListValue.Array([.. array.Items.Select(Plain)]),
        PropertyListValue.Dictionary dictionary =>
            new PropertyListValue.Dictionary(dictionary.Items.Select(item => KeyValuePair.Create(item.Key, Plain(item.Value)))),
        _ => value,
    };
}
