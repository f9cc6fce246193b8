using UvRelease.Apple.CodeSigning;
using UvRelease.Apple.DiskImages;
using UvRelease.Apple.Installers;
using UvRelease.Formats;
using UvRelease.Formats.MachO;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

/// <summary>What a file is that may have a ticket.</summary>
public enum StapledKind
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>A disk image.</summary>
    DiskImage,

    /// <summary>A package.</summary>
    Package,

    /// <summary>A Mach-O file, which can't have one.</summary>
    Program,

    /// <summary>A zip, which can't have one.</summary>
    Zip,
}

/// <summary>Looks for tickets that are stapled. Whether one is good, Apple's own system alone can say: their inside is not documented.</summary>
public static class StaplePresence
{
    /// <summary>Where an app has its ticket: beside the seal's folder and not in it.</summary>
    public const string AppTicket = "Contents/CodeResources";

    private const int LargestTicket = 1 << 20;
    private static readonly FileKind Any = new("file to be trusted", "Make it anew.");

    /// <summary>The ticket of an app; null where there is none.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: something else is in its place.</exception>
    public static byte[]? OfApp(string app)
    {
        try
        {
            return RegularFile.ReadBelow(app, AppTicket, LargestTicket) is { Length: > 0 } ticket ? ticket
                : throw new ReleaseException(Fault.Input, $"{AppTicket} is empty or has more than {LargestTicket} bytes: no ticket. Staple the app anew.") { File = AppTicket };
        }
        catch (FileNotFoundException)
        {
            return null;
        }
        catch (NoRegularFileException e)
        {
            throw new ReleaseException(Fault.Input, $"{AppTicket} is no file, and no ticket. Staple the app anew.", e) { File = AppTicket };
        }
    }

    /// <summary>The ticket of a disk image; null where there is none.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file is no disk image, or damaged.</exception>
    public static byte[]? OfDiskImage(string path)
    {
        using var image = CheckedReader.Open(path, Path.GetFileName(path), DiskImage.Kind);
        return DiskImageSigner.Signature(image, UdifTrailer.Read(image))?.Blob(CodeSlot.Ticket)?.Content.ToArray();
    }

    /// <summary>The ticket of a package; null where there is none.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: the file is no package, or something else is behind it.</exception>
    public static byte[]? OfPackage(string path) => PackageTicket.Read(path, Path.GetFileName(path));

    /// <summary>What a file is, by its marks.</summary>
    /// <exception cref="IOException">It is no regular file, or can't be opened.</exception>
    public static StapledKind KindOf(string path)
    {
        const int koly = 512;
        using var input = CheckedReader.Open(path, Path.GetFileName(path), Any);
        ReadOnlySpan<byte> mark = input.Length < 4 ? [] : input.At(0, 4, "the mark");
        return mark.SequenceEqual("xar!"u8) ? StapledKind.Package
            : mark.SequenceEqual("PK\u0003\u0004"u8) ? StapledKind.Zip
            : MachFile.IsMachO(input) ? StapledKind.Program
            : input.Length >= koly && input.At(input.Length - koly, 4, "the mark").SequenceEqual("koly"u8) ? StapledKind.DiskImage
            : StapledKind.Other;
    }
}
