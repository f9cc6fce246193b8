using System.Runtime.InteropServices;
using SkiaSharp;
using UvRelease.Releases;

namespace UvRelease.Regression.Windows;

/// <summary>A picture in memory.</summary>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Pixels">Row by row: red in the lowest byte, then green, blue and alpha, which they are not multiplied by.</param>
internal sealed record Picture(int Width, int Height, uint[] Pixels)
{
    /// <summary>Opaque red.</summary>
    public const uint Red = 0xff0000ff;

    // 64 MB each when unpacked; a screen of 8K has 33 million.
    private const long MostPixels = 16 << 20;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Unpacks a PNG. Its size is looked at before any pixel is.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Where it is, for errors.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: no PNG, a broken one, or one that is too large.</exception>
    public static Picture Read(byte[] bytes, string name)
    {
        using var data = SKData.CreateCopy(bytes);
        using SKCodec? codec = bytes.AsSpan().StartsWith(Signature) ? SKCodec.Create(data) : null;
        if (codec is null || codec.EncodedFormat != SKEncodedImageFormat.Png)
            throw new ReleaseException(Fault.Input, $"{name} is no PNG. Draw it as one.");
        (int width, int height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > MostPixels)
            throw new ReleaseException(Fault.Input,
                $"{name} has {width} × {height} pixels, and {MostPixels} are the most that are compared. Draw a smaller one.");
        uint[] pixels = new uint[width * height];
        var pinned = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            SKCodecResult result = codec.GetPixels(Info(width, height), pinned.AddrOfPinnedObject());
            return result == SKCodecResult.Success ? new Picture(width, height, pixels)
                : throw new ReleaseException(Fault.Input, $"{name} is a broken PNG ({result}). Draw it again.");
        }
        finally
        {
            pinned.Free();
        }
    }

    /// <summary>Packs it as a PNG.</summary>
    public byte[] Write()
    {
        using var image = SKImage.FromPixelCopy(Info(Width, Height), MemoryMarshal.AsBytes(Pixels.AsSpan()));
        using SKData data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    // Colours as they are in the file: what a profile would make of them is not what is compared.
    private static SKImageInfo Info(int width, int height) => new(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
}
