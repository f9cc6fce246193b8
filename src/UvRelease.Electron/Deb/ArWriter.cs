using System.Globalization;
using System.Text;

namespace UvRelease.Electron.Deb;

/// <summary>Writes the ar(5) container of a package: members named as deb(5) names them, one time, owner 0.</summary>
/// <param name="output">A stream that can seek: a member's size comes before its content.</param>
/// <param name="time">Seconds since 1970.</param>
internal sealed class ArWriter(Stream output, long time)
{
    private const int HeaderSize = 60;
    private const int SizeOffset = 48;

    /// <summary>Writes what starts every archive.</summary>
    public void WriteMagic() => output.Write("!<arch>\n"u8);

    /// <summary>Writes a member.</summary>
    /// <param name="name">Name of at most 16 ASCII characters.</param>
    /// <param name="write">Writes its content to the stream.</param>
    public void Write(string name, Action<Stream> write)
    {
        long start = output.Position;
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name,-16}{time,-12}{0,-6}{0,-6}{"100644",-8}{0,-10}`\n")));
        write(output);
        long end = output.Position, size = end - start - HeaderSize;
        output.Position = start + SizeOffset;
        output.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{size,-10}")));
        output.Position = end;
        if (size % 2 == 1)
            output.Write("\n"u8);
    }
}
