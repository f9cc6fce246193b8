using UvRelease.Electron.Blockmaps;

// usage: map-file FILE   writes FILE.blockmap, with SHA-256 and SHA-512 of the file
MappedFile file = await BlockmapFile.WriteBesideAsync(args[0], new BlockmapOptions(), CancellationToken.None);
Console.WriteLine($$"""{"size":{{file.Size}},"sha256":"{{file.Sha256}}","sha512":"{{file.Sha512}}"}""");
