using Microsoft.Win32.SafeHandles;
using UvRelease.Electron.Universal;
using UvRelease.Formats.MachO;
using UvRelease.Formats;
using UvRelease.Posix;

// usage: join-binaries X64 ARM64 OUTPUT   programs, or apps
if (Directory.Exists(args[0]))
{
    UniversalApp.Merge(args[0], args[1], args[2], new UniversalOptions { Overwrite = true }, null, CancellationToken.None);
    return;
}

using SafeFileHandle x64 = File.OpenHandle(args[0]), arm64 = File.OpenHandle(args[1]);
FatFile.Write([CheckedReader.Of(x64, args[0], MachFile.Kind), CheckedReader.Of(arm64, args[1], MachFile.Kind)],
    args[2], FileModes.Executable, CancellationToken.None);
