using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace UvRelease.Formats;

/// <summary>Where the bytes of a <see cref="CheckedReader"/> come from. Places are checked before they get here.</summary>
internal abstract class ByteSource(SafeFileHandle? file) : IDisposable
{
    /// <summary>A page: most headers are in the first one.</summary>
    public const int SmallWindow = 4096;

    private bool disposed;

    /// <summary>The open file.</summary>
    /// <exception cref="InvalidOperationException">The bytes are in no file.</exception>
    public SafeFileHandle File => file ?? throw new InvalidOperationException("These bytes are in memory, not in a file.");

    /// <summary>Bytes at a place, until the next call; fewer where the file has become shorter.</summary>
    /// <param name="at">Place in the file.</param>
    /// <param name="count">How many.</param>
    /// <param name="end">Where the bytes end that may be read ahead.</param>
    public abstract ReadOnlySpan<byte> At(long at, int count, long end);

    /// <summary>Reads some bytes: 0 at the end.</summary>
    public abstract int Read(long at, Span<byte> bytes);

    /// <summary>Reads as many bytes as there are.</summary>
    public int Fill(long at, Span<byte> bytes)
    {
        int done = 0;
        for (int read; done < bytes.Length && (read = Read(at + done, bytes[done..])) > 0;)
            done += read;
        return done;
    }

    /// <summary>Refuses a source that was closed: a mapped file is not there any more, and the process would be ended.</summary>
    public void CheckOpen() => ObjectDisposedException.ThrowIf(disposed, this);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (disposed)
            return;
        disposed = true;
        Close();
    }

    /// <summary>Gives back what was opened here; called once.</summary>
    protected abstract void Close();

    /// <summary>A file that is read through a window.</summary>
    internal class Streamed(SafeFileHandle? file, bool owns, int window) : ByteSource(file)
    {
        private byte[] buffer = [];
        private long start;
        private int length;

        public override ReadOnlySpan<byte> At(long at, int count, long end)
        {
            if (at < start || at + count > start + length)
            {
                int size = (int)Math.Min(Math.Max(count, window), end);
                if (buffer.Length < size)
                    buffer = new byte[size];
                // Who looks for a record from the end goes backwards, byte by byte: he wants what is before, and looks at a little behind.
                start = at < start && length > 0 ? Math.Max(0, Math.Max(at + count - size, at - size / 4 * 3)) : at;
                length = Fill(start, buffer.AsSpan(0, (int)Math.Min(size, end - start)));
            }

            int offset = (int)(at - start);
            return buffer.AsSpan(offset, Math.Clamp(length - offset, 0, count));
        }

        public override int Read(long at, Span<byte> bytes) => RandomAccess.Read(File, bytes, at);

        protected override void Close()
        {
            if (owns)
                File.Dispose();
        }
    }

    /// <summary>A stream that goes to any place, read through a window.</summary>
    internal sealed class Sought(Stream stream) : Streamed(null, owns: false, SmallWindow)
    {
        public override int Read(long at, Span<byte> bytes)
        {
            stream.Position = at;
            return stream.Read(bytes);
        }
    }

    /// <summary>Bytes that are in memory already.</summary>
    internal sealed class Kept(ReadOnlyMemory<byte> bytes) : ByteSource(null)
    {
        public override ReadOnlySpan<byte> At(long at, int count, long end) => bytes.Span.Slice((int)at, count);

        public override int Read(long at, Span<byte> target)
        {
            ReadOnlySpan<byte> there = bytes.Span[(int)at..];
            there = there[..Math.Min(there.Length, target.Length)];
            there.CopyTo(target);
            return there.Length;
        }

        protected override void Close()
        {
        }
    }

    /// <summary>A file that is mapped into memory.</summary>
    internal sealed unsafe class Mapped : ByteSource
    {
        private readonly MemoryMappedFile? map;
        private readonly MemoryMappedViewAccessor? view;
        private readonly long length;
        private readonly byte* first;

        public Mapped(SafeFileHandle file)
            : base(file)
        {
            length = RandomAccess.GetLength(file);
            // An empty file can't be mapped.
            if (length == 0)
                return;
            map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            try
            {
                view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
                view.SafeMemoryMappedViewHandle.AcquirePointer(ref first);
            }
            catch
            {
                view?.Dispose();
                map.Dispose();
                throw;
            }
        }

        public override ReadOnlySpan<byte> At(long at, int count, long end) => new(first + at, (int)Math.Clamp(length - at, 0, count));

        public override int Read(long at, Span<byte> bytes)
        {
            ReadOnlySpan<byte> there = At(at, bytes.Length, length);
            there.CopyTo(bytes);
            return there.Length;
        }

        protected override void Close()
        {
            if (first is not null)
                view!.SafeMemoryMappedViewHandle.ReleasePointer();
            view?.Dispose();
            map?.Dispose();
            File.Dispose();
        }
    }
}
