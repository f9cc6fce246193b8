using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace UvRelease.Posix;

/// <summary>
/// What the framework alone gives on Windows and macOS, where one console of ours runs outside of the container (docs/regression.md). Less is promised there:
/// docs/limits.md says what.
/// </summary>
internal static class OtherSystem
{
    /// <summary>True on every system but Linux.</summary>
    public static bool IsHere { get; } = !OperatingSystem.IsLinux();

    /// <summary>Opens a file for reading; a link in its place is not followed.</summary>
    /// <inheritdoc cref="RegularFile.Open(string)"/>
    public static SafeFileHandle Open(string path)
    {
        FileStatus status = StatusOf(path);
        return status.Type == FileType.File ? File.OpenHandle(path)
            : throw new NoRegularFileException($"'{path}' is a folder or a link and no file. Put a file in its place.");
    }

    /// <summary>Opens a file below a folder for reading; below it no link is followed.</summary>
    /// <inheritdoc cref="RegularFile.OpenBelow"/>
    public static SafeFileHandle OpenBelow(string folder, string path)
    {
        string[] parts = path.Split('/');
        for (int i = 1; i < parts.Length; i++)
        {
            string above = Path.Combine(folder, Path.Combine(parts[..i]));
            if (new DirectoryInfo(above).LinkTarget is not null)
                throw new NoRegularFileException($"'{above}' is a link and no folder. Put the folder itself in its place.");
        }

        return Open(Path.Combine(folder, Path.Combine(parts)));
    }

    /// <summary>The status of a path; permission bits are those that its owner has most of.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static FileStatus StatusOf(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null)
            return new FileStatus(FileType.Link, FileModes.OwnerAccess, 0);
        if (Directory.Exists(path))
            return new FileStatus(FileType.Directory, FileModes.OwnerAccess, 0);
        return file.Exists ? new FileStatus(FileType.File, FileModes.OwnerAccess, file.Length)
            : throw new FileNotFoundException($"'{path}' is not there.", path);
    }

    /// <summary>
    /// Finds a program by its name in the folders of PATH, or by its path. On Windows it is one that ends in .exe: what a shell would read (.cmd, .bat) would
    /// read its arguments as a shell does.
    /// </summary>
    public static string? Find(ChildCommand command)
    {
        string name = command.Program;
        if (OperatingSystem.IsWindows() && !name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase))
            name += ".exe";
        if (name.AsSpan().IndexOfAny('/', '\\') >= 0)
            return Path.GetFullPath(name, command.WorkingDirectory) is var path && File.Exists(path) ? path : null;
        string folders = command.Environment.FirstOrDefault(variable => string.Equals(variable.Key, "PATH", StringComparison.OrdinalIgnoreCase)).Value ?? "";
        return folders.Split(Path.PathSeparator).Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
    }

    /// <summary>Kills a process and all below it that can still be found.</summary>
    public static void End(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // It has ended, or is ending.
        }
    }
}
