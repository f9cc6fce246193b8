using System.Text.RegularExpressions;
using UvRelease.Crashes.Redaction;
using Xunit;

namespace UvRelease.Tests.Crashes.Redaction;

public sealed partial class DumpRedactionSpecs
{
    public static TheoryData<string> Dumps => [.. PlantedDumps.Names.DefaultIfEmpty("none")];

    [Fact]
    public void Every_secret_is_in_a_dump_before()
    {
        PlantedDumps.Need();
        Assert.All(PlantedDumps.Secrets, secret => Assert.Contains(PlantedDumps.Names, name => PlantedDumps.Hits(PlantedDumps.Read(name), secret.Value) > 0));
    }

    [Theory, MemberData(nameof(Dumps))]
    public void No_secret_is_in_it_afterwards(string name)
    {
        PlantedDumps.Need();
        byte[] copy = Redact(PlantedDumps.Read(name)).Bytes;
        Assert.All(PlantedDumps.Secrets, secret => Assert.Equal(0, PlantedDumps.Hits(copy, secret.Value)));
        // The environment's names and values, and the folders of programs and libraries.
        foreach (string text in (string[])["/home/someone", "CRASHER_SESSION", "/usr/bin:/bin", "/lib/", SourceTree.Root])
            Assert.Equal(0, PlantedDumps.Hits(copy, text));
    }

    [Theory, MemberData(nameof(Dumps))]
    public void Its_frames_are_those_from_before(string name)
    {
        PlantedDumps.Need();
        byte[] dump = PlantedDumps.Read(name), copy = Redact(dump).Bytes;
        Assert.Equal(dump.Length, copy.Length);
        foreach (bool symbols in (bool[])[true, false])
            Assert.Equal(Marked(PlantedDumps.Frames(dump, symbols)), PlantedDumps.Frames(copy, symbols));
    }

    // Where the stack was overwritten, the walk takes what stands in the place of a return address for one. It is no address, and may be private.
    private static string Marked(string frames) => Overwritten().Replace(frames, "${frame}0xdefaced0defaced\n");

    [Theory, MemberData(nameof(Dumps))]
    public void Redacting_the_copy_changes_nothing(string name)
    {
        PlantedDumps.Need();
        RedactedDump once = Redact(PlantedDumps.Read(name)), twice = Redact(once.Bytes);
        Assert.Equal(once.Bytes, twice.Bytes);
        Assert.Equal(once.Proof.After, twice.Proof.Before);
        Assert.Equal(once.Proof.After, twice.Proof.After);
    }

    private static RedactedDump Redact(byte[] dump) => DumpRedaction.Redact(dump, "one.dmp", RedactionRules.Standard);

    [GeneratedRegex(@"^(?<frame>\d+\|[1-9]\d*\|\|\|\|\|)0x41414141414141[0-9a-f]{2}\n", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Overwritten();
}
