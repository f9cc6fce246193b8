namespace UvRelease.Posix;

/// <summary>
/// Finds a program as execvp(3) does: a name in the folders of PATH alone. The framework's own search looks beside our executable and in the
/// current folder first (dotnet/runtime Process.Unix.cs, ResolvePath); that folder is the caller's checkout, and a file called git in it would run.
/// </summary>
internal static class ProgramPath
{
    // What glibc searches where PATH is not set (confstr _CS_PATH).
    private const string Standard = "/bin:/usr/bin";

    /// <summary>Returns the absolute path of the program that a child with this environment and folder names; null when there is none.</summary>
    public static string? Find(ChildCommand command)
    {
        if (OtherSystem.IsHere)
            return OtherSystem.Find(command);
        if (command.Program.Contains('/', StringComparison.Ordinal))
            return Path.GetFullPath(command.Program, command.WorkingDirectory) is var path && File.Exists(path) ? path : null;
        return command.Environment.GetValueOrDefault("PATH", Standard).Split(':')
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, command.Program))
            .FirstOrDefault(candidate => File.Exists(candidate) && Libc.Access(candidate, Libc.X_OK) == 0);
    }
}
