using UvRelease.Formats.Archives;

// usage: zip-folder FOLDER FILE.zip SPEED
ArchiveOptions options = new() { Speed = Enum.Parse<ArchiveSpeed>(args[2], ignoreCase: true) };
await ZipWriter.WriteAsync(args[1], ArchiveTree.Read(args[0]), options, CancellationToken.None);
