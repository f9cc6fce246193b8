using System.Runtime.InteropServices;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using UvRelease.Releases;

namespace UvRelease.Keys.Tokens;

/// <summary>
/// A module of PKCS #11, loaded once for all its keys: initializing it twice is an error, and finalizing it would close the sessions of the others.
/// </summary>
internal sealed class Pkcs11Module : IDisposable
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Pkcs11Module> Loaded = new(StringComparer.Ordinal);

    private readonly string path;
    private int users;

    // Debian has no libdl.so without a development package; the C library itself has had its functions for years.
    static Pkcs11Module() => NativeLibrary.SetDllImportResolver(typeof(IPkcs11Library).Assembly, (name, assembly, search) =>
        name is "libdl" && NativeLibrary.TryLoad("libc.so.6", assembly, search, out nint library) ? library : 0);

    private Pkcs11Module(string path, IPkcs11Library library) => (this.path, Library) = (path, library);

    /// <summary>The module.</summary>
    public IPkcs11Library Library { get; }

    /// <summary>Makes its objects.</summary>
    public static Pkcs11InteropFactories Factories { get; } = new();

    /// <summary>Loads it, or takes the one that is loaded.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: there is no such file; <see cref="Fault.Environment"/>: it can't be loaded.</exception>
    public static Pkcs11Module Open(string path)
    {
        lock (Gate)
        {
            if (!Loaded.TryGetValue(path, out Pkcs11Module? module))
                Loaded[path] = module = new Pkcs11Module(path, Load(path));
            module.users++;
            return module;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (Gate)
        {
            if (--users > 0)
                return;
            Loaded.Remove(path);
            Library.Dispose();
        }
    }

    private static IPkcs11Library Load(string path)
    {
        if (!File.Exists(path))
            throw new ReleaseException(Fault.Input, $"There is no module of PKCS #11 at '{path}'. Name the vendor's library for Linux (.so) in the workspace.");
        try
        {
            return Factories.Pkcs11LibraryFactory.LoadPkcs11Library(Factories, path, AppType.MultiThreaded);
        }
        catch (Exception e) when (e is UnmanagedException or Pkcs11Exception or DllNotFoundException)
        {
            throw new ReleaseException(Fault.Environment, $"The module of PKCS #11 '{path}' can't be loaded: {e.Message} It must be for this processor, "
                + "and what it needs must be beside it or in the image; its own settings come by the step's variables (docs/keys.md).", e);
        }
    }
}
