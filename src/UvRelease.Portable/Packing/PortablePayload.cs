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
    private const string NoFile = "a pipe, socket, device, link or folder, and no file";

    /// <summary>Lists the declared files and the texts.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Refused"/>: something is missing, forbidden, of another platform, or is there twice.
    /// Everything that is wrong is named.</exception>
    public static IReadOnlyList<PayloadFile> List(PortableRequest request)
    {
        var files = new List<PayloadFile>();
        var folders = new List<string>();
        var problems = new List<string>();
        foreach (PortablePart part in request.Configuration.Parts.Where(part => part.Kinds.Contains(request.Kind)))
            Add(request, part, files, folders, problems);
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
        if (request.Configuration.Install is { } install)
        {
            byte[] data = InstallData.Write(request, install, files, problems);
            files.Add(Installer("install.sh", FileModes.Executable, [.. Resource("install.files.sh"), .. Resource("install.steps.sh")]));
            files.Add(Installer("install.ps1", FileModes.Plain, Resource("install.ps1")));
            files.Add(Installer(InstallData.FileName, FileModes.Plain, data));
        }

        CheckPaths(request, files, folders, problems);
        return problems.Count == 0
            ? [.. files.OrderBy(file => file.Entry.Name, StringComparer.Ordinal)]
            : throw new ReleaseException(Fault.Refused,
                $"{request.Name} can't be packaged: {string.Join("; ", problems.Take(20))}{(problems.Count > 20 ? $"; and {problems.Count - 20} more" : "")}. "
                + "Mend the section 'portable' of the configuration, or what builds these files.");
    }

    private static (string Name, string? Source) Place(PayloadFile file) =>
        (file.Entry.Name, file.Entry.Source is { } source ? Path.GetFullPath(source) : null);

    private static void Add(PortableRequest request, PortablePart part, List<PayloadFile> files, List<string> folders, List<string> problems)
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

        if (Read(path, real, to, problems) is not { } entries)
            return;
        problems.AddRange(part.MustHave.Where(name => !File.Exists(Path.Combine(real, name))).Select(name => $"'{path}' lacks '{name}'"));
        foreach (ArchiveEntry entry in entries)
        {
            if (entry.Kind == ArchiveEntryKind.File)
                files.Add(new PayloadFile(entry, part.Role));
            else if (entry.Kind == ArchiveEntryKind.Directory)
                folders.Add(entry.Name);
            else
                problems.Add($"'{entry.Name}' is a link, which no checksum covers");
        }
    }

    private static ArchiveEntry[]? Read(string path, string real, string to, List<string> problems)
    {
        try
        {
            if (Directory.Exists(real))
                return [.. ArchiveTree.Read(real, to, ArchiveModes.Normalized)];
            FileStatus status = FileStatus.Of(real);
            if (status.Type == FileType.File)
                return [new ArchiveEntry(to, ArchiveEntryKind.File, FileModes.Normalized(status.IsExecutable)) { Source = real }];
            problems.Add($"'{path}' is {NoFile}");
        }
        catch (Exception e) when (e is ReleaseException or IOException or UnauthorizedAccessException)
        {
            problems.Add($"'{path}' can't be read: {e.Message.TrimEnd('.')}");
        }

        return null;
    }

    private static string? Problem(PortableRequest request, string path, string real)
    {
        byte[] head = new byte[ExecutableHeader.Length];
        int length;
        try
        {
            using var file = RegularFile.Open(real);
            length = RandomAccess.Read(file, head, 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"the binary {e.Message.Replace(real, path, StringComparison.Ordinal).TrimEnd('.')}";
        }

        return ExecutableHeader.Read(head.AsSpan(0, length)) switch
        {
            null => $"the binary '{path}' is no program of Linux, Windows or macOS",
            { } header when !header.Runs(request.Platform, request.Arch) => $"the binary '{path}' is for {header} and the archive for {request.Leg}",
            _ => null,
        };
    }

    private static void CheckPaths(PortableRequest request, List<PayloadFile> files, List<string> folders, List<string> problems)
    {
        var forbidden = new ForbiddenContent(request.Configuration.Forbidden, request.Configuration.Allowed);
        string[] names = [.. files.Select(file => file.Entry.Name), PortableManifest.FileName, PortableManifest.ChecksumsName];
        foreach (string name in names)
        {
            if (EntryNames.Problem(name) is { } problem)
                problems.Add($"a name {problem}");
            else if (forbidden.Match(name) is { } pattern)
                problems.Add($"'{name}' is forbidden content ({pattern})");
        }

        // A folder without files is not packed, and is as much a sign of a mistake.
        problems.AddRange(
            from folder in EmptyFolders.Among(folders, names)
            let pattern = forbidden.Match(folder + "/")
            where pattern is not null
            select $"the empty folder '{folder}' is forbidden content ({pattern})");
        string[] good = [.. names.Where(name => EntryNames.Problem(name) is null)];
        problems.AddRange(EntryNames.Collisions([.. good.Select(name => (name, ArchiveEntryKind.File))])
            .Select(collision => $"'{good[collision.Index]}' would stand there twice, or in two cases: {collision.Problem}"));
        if (forbidden.Patterns.Count > ForbiddenContent.MostPatterns)
            problems.Add($"there are {forbidden.Patterns.Count} patterns of forbidden content, and an archive may come with {ForbiddenContent.MostPatterns}");
    }

    private static string? Own(PortableRequest request, string? path, List<string> problems)
    {
        if (path is null)
            return null;
        string filled = request.Fill(path), real = request.Resolve(filled);
        if (File.Exists(real) && FileStatus.Of(real).Type == FileType.File)
            return real;
        problems.Add(Path.Exists(real) ? $"'{filled}' is {NoFile}" : $"'{filled}' is missing");
        return null;
    }

    private static PayloadFile Text(string name, string? source, byte[] otherwise) =>
        new(new ArchiveEntry(name, ArchiveEntryKind.File, FileModes.Plain) { Source = source, Content = source is null ? otherwise : default },
            PortableRole.Text);

    private static PayloadFile Installer(string name, int mode, byte[] content) =>
        new(new ArchiveEntry(name, ArchiveEntryKind.File, mode) { Content = content }, PortableRole.Installer);

    private static byte[] Resource(string name)
    {
        using Stream source = typeof(PortablePayload).Assembly.GetManifestResourceStream(name)!;
        byte[] content = new byte[source.Length];
        source.ReadExactly(content);
        return content;
    }
}
