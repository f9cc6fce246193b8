using Microsoft.Win32.SafeHandles;
using UvRelease.Electron.MachO;

// usage: join-binaries X64 ARM64 OUTPUT
using SafeFileHandle x64 = File.OpenHandle(args[0]), arm64 = File.OpenHandle(args[1]);
FatFile.Write([MachInput.Whole(x64, args[0]), MachInput.Whole(arm64, args[1])], args[2], Convert.ToInt32("755", 8), CancellationToken.None);
