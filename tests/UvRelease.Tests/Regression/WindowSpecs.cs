using System.Text.Json;
using UvRelease.Regression.Windows;
using UvRelease.Releases;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Regression;

/// <summary>What a number may be and what a picture may look like.</summary>
public sealed class WindowSpecs : IDisposable
{
    private const int Width = 64, Height = 48;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(WindowSide.Both, 100, 5, 0, 105, 95, 105.001, 94.999)]
    [InlineData(WindowSide.Both, 100, 0, 10, 110, 90, 110.001, 89.999)]
    [InlineData(WindowSide.Both, 100, 5, 10, 110, 90, 110.001, 89.999)] // the wider of both
    [InlineData(WindowSide.Both, -100, 0, 10, -90, -110, -89.999, -110.001)]
    [InlineData(WindowSide.Above, 400, 50, 20, 480, -1e9, 480.001, double.PositiveInfinity)]
    [InlineData(WindowSide.Below, 60, 5, 0, 1e9, 55, 54.999, double.NegativeInfinity)]
    [InlineData(WindowSide.Both, 0, 0, 10, 0, 0, 0.001, double.NaN)] // a share of nothing is nothing
    public void A_number_is_inside_up_to_the_bound(
        WindowSide side, double expected, double absolute, int relative, double inside, double alsoInside, double outside, double alsoOutside)
    {
        var window = new NumberWindow("it", "ms", expected, absolute, new Percentage(relative), side);
        Assert.All([expected, inside, alsoInside], value => Assert.Null(window.Problem(value)));
        Assert.All([outside, alsoOutside], value => Assert.Contains("are allowed", window.Problem(value), StringComparison.Ordinal));
        Assert.Contains("was not measured", window.Problem(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(500, 100_000, null)]
    [InlineData(501, 100_000, "differs from golden.png in 501 of 100000 pixels (0.501 %), and 0.5% are allowed")]
    [InlineData(1, 100, "(1 %)")]
    public void A_share_of_pixels_may_differ_and_no_more(long differing, long pixels, string? words)
    {
        string? problem = new SnapshotWindow("scene", "golden.png", 0.1, new Percentage(0.5m)).Problem(differing, pixels);
        if (words is null)
            Assert.Null(problem);
        else
            Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.02)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(1)]
    public async Task The_npm_package_pixelmatch_counts_the_same_pixels(double threshold)
    {
        Assert.SkipUnless(Node.Program is not null, "no Node.js. Install it: https://nodejs.org");
        var random = new Random(20_260_318);
        // Every distance: each pixel is moved by up to so much as four times its place in the row.
        Picture golden = Draw((_, _) => (uint)random.Next() | 0xff000000), drawn = Draw((x, y) => Moved(golden.Pixels[(y * Width) + x], 4 * x, random));
        string[] files = [folder.At("golden.png"), folder.At("drawn.png")];
        await File.WriteAllBytesAsync(files[0], golden.Write(), TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(files[1], drawn.Write(), TestContext.Current.CancellationToken);
        JsonElement judged = await Node.AskAsync(SourceTree.At("tests", "UvRelease.Tests", "Regression", "judges", "compare.mjs"),
            new { pictures = files, threshold });
        (long differing, Picture difference) = PictureComparison.Compare(Read(files[0]), Read(files[1]), threshold);
        Assert.Equal(judged.GetProperty("differing").GetInt64(), differing);
        Assert.Equal(differing, difference.Pixels.LongCount(pixel => pixel == Picture.Red));
        Assert.True(threshold is 1 || differing > 0);
    }

    [Fact]
    public void A_picture_is_read_as_it_was_written_with_transparent_pixels_too()
    {
        var random = new Random(7);
        Picture picture = Draw((x, _) => ((uint)random.Next() & 0xffffff) | (x < 4 ? 0x40000000 : 0xff000000));
        Assert.Equal(picture.Pixels, Picture.Read(picture.Write(), "it").Pixels);
        Assert.Equal(0, PictureComparison.Compare(picture, picture, 0).Differing);
    }

    [Fact]
    public void What_is_no_picture_is_refused_before_it_is_unpacked()
    {
        byte[] right = Draw((_, _) => Picture.Red).Write();
        string Refusal(byte[] bytes) => Assert.Throws<ReleaseException>(() => Picture.Read(bytes, "scene.png")).Message;
        Assert.Contains("is no PNG", Refusal([]), StringComparison.Ordinal);
        Assert.Contains("is no PNG", Refusal([.. "GIF89a"u8]), StringComparison.Ordinal);
        Assert.Contains("is a broken PNG", Refusal(right[..^40]), StringComparison.Ordinal);
        // 60,000 × 60,000 pixels in the head.
        byte[] large = [.. right];
        (large[18], large[19], large[22], large[23]) = (0xea, 0x60, 0xea, 0x60);
        Span<byte> head = large.AsSpan(12, 17);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(large.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(head));
        Assert.Contains("has 60000 × 60000 pixels", Refusal(large), StringComparison.Ordinal);
        // Cut or changed anywhere: read, or refused; never anything else.
        for (int i = 0; i < right.Length; i++)
        {
            byte[] spoilt = [.. right];
            spoilt[i] ^= 0x55;
            foreach (byte[] one in (byte[][])[spoilt, right[..i]])
            {
                try
                {
                    Picture.Read(one, "scene.png");
                }
                catch (ReleaseException)
                {
                    // As it should.
                }
            }
        }
    }

    private static Picture Read(string file) => Picture.Read(File.ReadAllBytes(file), file);

    private static Picture Draw(Func<int, int, uint> pixel)
    {
        uint[] pixels = new uint[Width * Height];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = pixel(i % Width, i / Width);
        return new Picture(Width, Height, pixels);
    }

    private static uint Moved(uint pixel, int most, Random random)
    {
        uint moved = 0xff000000;
        for (int shift = 0; shift < 24; shift += 8)
            moved |= (uint)Math.Clamp((int)((pixel >> shift) & 0xff) + random.Next(-most, most + 1), 0, 255) << shift;
        return moved;
    }
}
