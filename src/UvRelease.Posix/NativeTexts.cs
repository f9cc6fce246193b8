using System.Runtime.InteropServices;
using System.Text;

namespace UvRelease.Posix;

/// <summary>Texts as C has them, UTF-8 ended by NUL, in one block of memory that lives until this is disposed.</summary>
internal sealed unsafe class NativeTexts : IDisposable
{
    private readonly byte* block;
    private readonly int size;
    private int used;

    /// <summary>Takes memory.</summary>
    /// <param name="size">Bytes for all texts and arrays; see <see cref="SizeOf(string)"/>.</param>
    public NativeTexts(int size)
    {
        this.size = size;
        block = (byte*)NativeMemory.Alloc((nuint)size);
    }

    /// <summary>Bytes that a text takes.</summary>
    public static int SizeOf(string text) => Encoding.UTF8.GetByteCount(text) + 1;

    /// <summary>Bytes that an array of texts takes, its alignment included.</summary>
    public static int SizeOf(IReadOnlyList<string> texts)
    {
        int bytes = (texts.Count + 2) * sizeof(byte*);
        foreach (string text in texts)
            bytes += SizeOf(text);
        return bytes;
    }

    /// <summary>Copies a text.</summary>
    public byte* Add(string text)
    {
        byte* start = block + used;
        int length = Encoding.UTF8.GetBytes(text, new Span<byte>(start, size - used - 1));
        start[length] = 0;
        used += length + 1;
        return start;
    }

    /// <summary>Copies texts into an array that ends with a null pointer.</summary>
    public byte** AddAll(IReadOnlyList<string> texts)
    {
        used = (used + sizeof(byte*) - 1) / sizeof(byte*) * sizeof(byte*);
        byte** array = (byte**)(block + used);
        used += (texts.Count + 1) * sizeof(byte*);
        for (int i = 0; i < texts.Count; i++)
            array[i] = Add(texts[i]);
        array[texts.Count] = null;
        return array;
    }

    public void Dispose() => NativeMemory.Free(block);
}
