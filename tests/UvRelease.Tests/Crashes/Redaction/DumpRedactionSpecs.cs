using System.Text.RegularExpressions;
using UvRelease.Crashes.Redaction;
using Xunit;

namespace UvRelease.Tests.Crashes.Redaction;

public sealed partial class DumpRedactionSpecs
{
    public static TheoryData<string> Dumps => CrashCorpus.Names;

    [Fact]
    public void Every_secret_is_in_a_dump_before()
    {
        byte[][] dumps = [.. Directory.GetFiles(CrashCorpus.Dumps, "*.dmp").Select(File.ReadAllBytes)];
        Assert.All(PlantedDumps.Secrets, secret => Assert.Contains(dumps, dump => PlantedDumps.Hits(dump, secret.Value) > 0));
    }

    [Theory, MemberData(nameof(Dumps))]
    public void No_secret_is_in_it_afterwards(string name)
    {
        byte[] copy = Redact(PlantedDumps.Read(name)).Bytes;
        Assert.All(PlantedDumps.Secrets, secret => Assert.Equal(0, PlantedDumps.Hits(copy, secret.Value)));
        // The environment's names and values, and the folders of programs and libraries.
        foreach (string text in (string[])["/home/someone", "CRASHER_SESSION", "/usr/bin:/bin", "/lib/", SourceTree.Root])
            Assert.Equal(0, PlantedDumps.Hits(copy, text));
    }

    [Theory, MemberData(nameof(Dumps))]
    public void Its_frames_are_those_from_before(string name)
    {
        byte[] dump = PlantedDumps.Read(name), copy = Redact(dump).Bytes;
        Assert.Equal(dump.Length, copy.Length);
        foreach (bool symbols in (bool[])[true, false])
        {
            string[] before = PlantedDumps.Frames(dump, symbols).Split('\n'), after = PlantedDumps.Frames(copy, symbols).Split('\n');
            Assert.Equal(before.Zip(after, (one, other) => Marked().IsMatch(other) ? OfNoModule().Replace(one, Marked().Match(other).Value) : one), after);
        }
    }

    [Theory, MemberData(nameof(Dumps))]
    public void Redacting_the_copy_changes_nothing(string name)
    {
        RedactedDump once = Redact(PlantedDumps.Read(name)), twice = Redact(once.Bytes);
        Assert.Equal(once.Bytes, twice.Bytes);
        Assert.Equal(once.Proof.After, twice.Proof.Before);
        Assert.Equal(once.Proof.After, twice.Proof.After);
    }

    private static RedactedDump Redact(byte[] dump) => DumpRedaction.Redact(dump, "one.dmp", RedactionRules.Standard);

    // Where the stack was overwritten, or holds no frame at all, the walk takes what stands in the place of a return address for one. It leads into no module
    // and may be private: the mark is in its place. arm64 shows the instruction before it.
    [GeneratedRegex(@"^\d+\|[1-9]\d*\|\|\|\|\|0xdefaced0deface[d9]\z", RegexOptions.NonBacktracking)]
    private static partial Regex Marked();

    [GeneratedRegex(@"^\d+\|[1-9]\d*\|\|\|\|\|0x[0-9a-f]+\z", RegexOptions.NonBacktracking)]
    private static partial Regex OfNoModule();
}
