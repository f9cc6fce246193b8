using System.Runtime.InteropServices;
using System.Text;

namespace UvRelease.Posix;

/// <summary>Texts as C has them, UTF-8 ended by NUL, which live until this is disposed.</summary>
internal sealed unsafe class NativeTexts : IDisposable
{
    private readonly List<nint> blocks = [];

    /// <summary>Copies a text.</summary>
    public byte* Add(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        byte* bytes = (byte*)Allocate((nuint)length + 1);
        Encoding.UTF8.GetBytes(text, new Span<byte>(bytes, length));
        bytes[length] = 0;
        return bytes;
    }

    /// <summary>Copies texts into an array that ends with a null pointer.</summary>
    public byte** AddAll(IReadOnlyList<string> texts)
    {
        byte** array = (byte**)Allocate((nuint)(texts.Count + 1) * (nuint)sizeof(byte*));
        for (int i = 0; i < texts.Count; i++)
            array[i] = Add(texts[i]);
        array[texts.Count] = null;
        return array;
    }

    public void Dispose()
    {
        foreach (nint block in blocks)
            NativeMemory.Free((void*)block);
    }

    private void* Allocate(nuint size)
    {
        void* block = NativeMemory.Alloc(size);
        blocks.Add((nint)block);
        return block;
    }
}
