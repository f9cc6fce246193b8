using Microsoft.Win32.SafeHandles;
using UvRelease.Releases;

namespace UvRelease.Electron.Nsis;

/// <summary>The bytes of an installer, read only where they are.</summary>
/// <param name="handle">The file.</param>
/// <param name="name">What errors call it.</param>
internal sealed class NsisBytes(SafeFileHandle handle, string name)
{
    /// <summary>Bytes of the file.</summary>
    public long Length { get; } = RandomAccess.GetLength(handle);

    /// <summary>Reads so many bytes.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file ends before.</exception>
    public byte[] Read(long offset, int count, string what)
    {
        if (offset < 0 || count < 0 || count > Length - offset)
            throw Wrong($"it ends within the {what}", offset);
        byte[] bytes = new byte[count];
        for (int done = 0; done < count;)
        {
            int read = RandomAccess.Read(handle, bytes.AsSpan(done), offset + done);
            done += read > 0 ? read : throw Wrong($"it ends within the {what}", offset);
        }

        return bytes;
    }

    /// <summary>A part of the file as a stream.</summary>
    public Stream Stream(long offset, int count) => new MemoryStream(Read(offset, count, "block"), writable: false);

    /// <summary>An error that names the place.</summary>
    public ReleaseException Wrong(string what, long offset) =>
        new(Fault.Input, $"'{MarkdownText.Visible(name)}' is no installer of NSIS that an uninstaller can be taken from: {what} (offset {offset}).");
}
