namespace UvRelease.Formats.Archives;

/// <summary>The bytes of an entry as they are in the zip, for an inflater.</summary>
internal sealed class ZipContent(CheckedReader input, long offset, long length) : PartStream(input, offset, length)
{
    /// <summary>Reads some bytes; the last one always alone. An inflater that is done without it never asks for it, and then something comes after.</summary>
    public override int Read(Span<byte> buffer) => base.Read(Rest > 1 ? buffer[..(int)Math.Min(buffer.Length, Rest - 1)] : buffer);
}
