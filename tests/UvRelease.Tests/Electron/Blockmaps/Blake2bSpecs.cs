using System.Text.Json;
using UvRelease.Electron.Blockmaps;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Electron.Blockmaps;

public sealed class Blake2bSpecs
{
    private const string Judges = "tests/UvRelease.Tests/Electron/judges";

    [Fact]
    public unsafe void The_example_of_RFC_7693_comes_out()
    {
        // Appendix A.
        const string expected =
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923";
        byte[] one = new byte[64], five = new byte[5 * 64];
        Blake2b.Hash("abc"u8, one);
        Assert.Equal(expected, Convert.ToHexStringLower(one));
        fixed (byte* text = "abcabcabcabcabc"u8)
            Blake2bLanes.Hash(text, [3, 3, 3, 3, 3], 64, five);
        Assert.Equal(string.Concat(Enumerable.Repeat(expected, 5)), Convert.ToHexStringLower(five));
    }

    [Fact]
    public async Task One_at_a_time_and_four_at_a_time_give_what_noble_hashes_gives()
    {
        Node.Needs("@noble/hashes", Judges);
        int[] lengths = [.. Enumerable.Range(0, 260), 383, 384, 385, 8191, 8192, 16_384, 20_001, 32_768, 0, 1, 32_767, 500];
        JsonElement answer = await Node.AskAsync($"{Judges}/blake2b.mjs", lengths.Select(length => new[] { length, 18 }));
        string[] expected = [.. answer.EnumerateArray().Select(digest => digest.GetString()!)];
        byte[] text = [.. Enumerable.Range(0, 40_000).Select(i => (byte)(i % 251))];
        byte[] digest = new byte[18], digests = new byte[18 * lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            Blake2b.Hash(text.AsSpan(0, lengths[i]), digest);
            Assert.Equal(expected[i], Convert.ToHexStringLower(digest));
        }

        Lanes([.. lengths.SelectMany(length => text[..length])], lengths, digests);
        Assert.Equal(string.Concat(expected), Convert.ToHexStringLower(digests));
        if (!Blake2bLanes.AreFast)
            TestContext.Current.SendDiagnosticMessage("This processor has no AVX2: four at a time was not tried.");
    }

    private static unsafe void Lanes(byte[] data, int[] sizes, byte[] digests)
    {
        fixed (byte* first = data)
            Blake2bLanes.Hash(first, sizes, 18, digests);
    }
}
