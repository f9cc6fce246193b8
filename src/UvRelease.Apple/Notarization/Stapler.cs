using UvRelease.Apple.DiskImages;
using UvRelease.Apple.Installers;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Apple.Notarization;

/// <summary>
/// Puts tickets where macOS finds them without a network. It happens after everything is signed and before anything is hashed for a feed; done twice, it
/// gives the same bytes. A program alone has no place for a ticket: it is stapled as part of an app, a disk image or a package.
/// </summary>
/// <param name="tickets">Gives the tickets; stays the caller's.</param>
public sealed class Stapler(TicketService tickets)
{
    /// <summary>Staples an app in its place.</summary>
    /// <param name="app">The app's folder.</param>
    /// <param name="limit">How long to wait for the ticket.</param>
    /// <param name="cancellation">Stops; the app stays as it was.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is no app, or not signed; <see cref="Fault.Environment"/>: there is no ticket.</exception>
    public async Task StapleAppAsync(string app, TimeSpan limit, CancellationToken cancellation)
    {
        byte[] ticket = await tickets.LookupAsync(TicketName.OfApp(Folder(app)), limit, cancellation);
        AtomicFile.Write(Path.Combine(app, StaplePresence.AppTicket), ticket, cancellation);
    }

    /// <summary>Staples a disk image in its place.</summary>
    /// <param name="path">The disk image.</param>
    /// <param name="limit">How long to wait for the ticket.</param>
    /// <param name="cancellation">Stops; the file stays as it was.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none, or not signed; <see cref="Fault.Environment"/>: there is no ticket.</exception>
    public async Task StapleDiskImageAsync(string path, TimeSpan limit, CancellationToken cancellation)
    {
        byte[] ticket = await tickets.LookupAsync([TicketName.OfDiskImage(Notarized(path))], limit, cancellation);
        DiskImageSigner.Staple(path, path, ticket, cancellation);
    }

    /// <summary>Staples a package in its place.</summary>
    /// <param name="path">The package.</param>
    /// <param name="limit">How long to wait for the ticket.</param>
    /// <param name="cancellation">Stops; the file stays as it was.</param>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is none, or not signed; <see cref="Fault.Environment"/>: there is no ticket.</exception>
    public async Task StaplePackageAsync(string path, TimeSpan limit, CancellationToken cancellation)
    {
        byte[] ticket = await tickets.LookupAsync([TicketName.OfPackage(Notarized(path))], limit, cancellation);
        PackageTicket.Staple(path, path, ticket, cancellation);
    }

    private static string Folder(string app) => Directory.Exists(app) ? app : Notarized(app);

    // Said before a reader of another format says what it misses.
    private static string Notarized(string path)
    {
        string name = Path.GetFileName(path);
        string? advice = StaplePresence.KindOf(path) switch
        {
            StapledKind.Program => "it is a program alone, which has no place for one. Put it into an app, a disk image or a package, and staple that",
            StapledKind.Zip => "it is a zip, which has no place for one. Staple the app in it, and pack it anew",
            _ => null,
        };
        return advice is null ? path : throw new ReleaseException(Fault.Input, $"A ticket can't be stapled to {name}: {advice}.") { File = name };
    }
}
