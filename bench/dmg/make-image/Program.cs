using UvRelease.Apple.DiskImages;
using UvRelease.Formats.Archives;

// usage: make-image FOLDER FILE.dmg CORES
var options = new DiskImageOptions { VolumeName = "Sample", Time = DateTimeOffset.UnixEpoch, Parallelism = int.Parse(args[2]) };
await DiskImage.WriteAsync(args[1], ArchiveTree.Read(args[0], "Sample.app"), options, CancellationToken.None);
