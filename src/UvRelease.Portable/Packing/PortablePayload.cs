using UvRelease.Formats.Archives;
using UvRelease.Formats.Executables;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Portable.Packing;

/// <summary>A file that goes into a portable archive.</summary>
/// <param name="Entry">The file.</param>
/// <param name="Role">What it is there for.</param>
internal sealed record PayloadFile(ArchiveEntry Entry, PortableRole Role);

/// <summary>Lists what goes into a portable archive, and asserts everything that can be asserted before anything is written.</summary>
internal static class PortablePayload
{
    /// <summary>Lists the declared files and the texts.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: something is missing, forbidden, of another platform, or is there twice.
    /// Everything that is wrong is named.</exception>
    public static IReadOnlyList<PayloadFile> List(PortableRequest request)
    {
        var files = new List<PayloadFile>();
        var problems = new List<string>();
        foreach (PortablePart part in request.Configuration.Parts.Where(part => part.Kinds.Contains(request.Kind)))
            Add(request, part, files, problems);
        // A program inside of a declared folder, such as the app's own in its unpacked folder, is one file and the binary.
        HashSet<(string, string?)> declared = [.. files.Where(file => file.Role == PortableRole.Binary).Select(Place)];
        files.RemoveAll(file => file.Role != PortableRole.Binary && declared.Contains(Place(file)));
        if (!files.Exists(file => file.Role == PortableRole.Binary) && problems.Count == 0)
            problems.Add($"no binary is declared for {request.KindWord} archives");
        string[] binaries = [.. files.Where(file => file.Role == PortableRole.Binary).Select(file => file.Entry.Name).Order(StringComparer.Ordinal)];
        files.Add(Text("README.txt", Own(request, request.Configuration.Readme, problems), PortableTexts.Readme(request, binaries)));
        files.Add(Text("ROLLBACK.txt", Own(request, request.Configuration.Rollback, problems), PortableTexts.Rollback(request)));
        files.Add(Text("RELEASE_NOTES.txt", request.NotesFile, PortableTexts.Nothing("release notes", request)));
        files.Add(Text("MIGRATION_NOTES.txt", request.MigrationFile, PortableTexts.Nothing("migration notes", request)));
        CheckPaths(request, files, problems);
        return problems.Count == 0
            ? [.. files.OrderBy(file => file.Entry.Name, StringComparer.Ordinal)]
            : throw new ReleaseException(Fault.Refused,
                $"{request.Name} can't be packaged: {string.Join("; ", problems.Take(20))}{(problems.Count > 20 ? $"; and {problems.Count - 20} more" : "")}. "
                + "Mend the section 'portable' of the configuration, or what builds these files.");
    }

    private static (string Name, string? Source) Place(PayloadFile file) =>
        (file.Entry.Name, file.Entry.Source is { } source ? Path.GetFullPath(source) : null);

    private static void Add(PortableRequest request, PortablePart part, List<PayloadFile> files, List<string> problems)
    {
        string path = request.Fill(part.Path), to = request.Fill(part.To), real = request.Resolve(path);
        if (!Path.Exists(real))
        {
            problems.Add($"'{path}' is missing");
            return;
        }

        if (part.Role == PortableRole.Binary)
        {
            if (Directory.Exists(real))
                problems.Add($"the binary '{path}' is a folder");
            else if (Problem(request, path, real) is { } problem)
                problems.Add(problem);
            else
                files.Add(new PayloadFile(new ArchiveEntry(to, ArchiveEntryKind.File, FileModes.Executable) { Source = real }, PortableRole.Binary));
            return;
        }

        problems.AddRange(part.MustHave.Where(name => !File.Exists(Path.Combine(real, name))).Select(name => $"'{path}' lacks '{name}'"));
        IEnumerable<ArchiveEntry> entries = Directory.Exists(real)
            ? ArchiveTree.Read(real, modes: ArchiveModes.Normalized).Select(entry => entry with { Name = $"{to}/{entry.Name}" })
            : [new ArchiveEntry(to, ArchiveEntryKind.File, FileModes.Normalized(FileStatus.Of(real).IsExecutable)) { Source = real }];
        foreach (ArchiveEntry entry in entries)
        {
            if (entry.Kind == ArchiveEntryKind.File)
                files.Add(new PayloadFile(entry, part.Role));
            else if (entry.Kind == ArchiveEntryKind.Link)
                problems.Add($"'{entry.Name}' is a link, which no checksum covers");
        }
    }

    private static string? Problem(PortableRequest request, string path, string real)
    {
        byte[] head = new byte[ExecutableHeader.Length];
        using var file = File.OpenHandle(real);
        int length = RandomAccess.Read(file, head, 0);
        return ExecutableHeader.Read(head.AsSpan(0, length)) switch
        {
            null => $"the binary '{path}' is no program of Linux, Windows or macOS",
            { } header when !header.Runs(request.Platform, request.Arch) => $"the binary '{path}' is for {header} and the archive for {request.Leg}",
            _ => null,
        };
    }

    private static void CheckPaths(PortableRequest request, List<PayloadFile> files, List<string> problems)
    {
        var forbidden = new ForbiddenContent(request.Configuration.Forbidden, request.Configuration.Allowed);
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string name in files.Select(file => file.Entry.Name).Append(PortableManifest.FileName).Append(PortableManifest.ChecksumsName))
        {
            if (EntryNames.Problem(name) is { } problem)
                problems.Add($"a name {problem}");
            else if (forbidden.Match(name) is { } pattern)
                problems.Add($"'{name}' is forbidden content ({pattern})");
            else if (!seen.TryAdd(FoldedName.Of(name), name))
                problems.Add($"'{name}' would stand there twice, or in two cases");
        }
    }

    private static string? Own(PortableRequest request, string? path, List<string> problems)
    {
        if (path is null)
            return null;
        string real = request.Resolve(request.Fill(path));
        if (File.Exists(real))
            return real;
        problems.Add($"'{request.Fill(path)}' is missing");
        return null;
    }

    private static PayloadFile Text(string name, string? source, byte[] otherwise) =>
        new(new ArchiveEntry(name, ArchiveEntryKind.File, FileModes.Plain) { Source = source, Content = source is null ? otherwise : default },
            PortableRole.Text);
}
