namespace UvRelease.Posix;

/// <summary>
/// The user that programs of others run as where this process is root: what it was given (proc_pid_environ(5)) and docker's socket, which GitHub mounts into
/// every container action, are closed to them then. setpriv(1) of util-linux, which every Debian has, starts them so.
/// </summary>
/// <param name="Owner">User and group; supplementary groups there are none.</param>
/// <param name="Lender">The user whose files must be lent to <paramref name="Owner"/> while it works on them; null where they are its own.</param>
public sealed record ChildUser(FileOwner Owner, FileOwner? Lender = null)
{
    /// <summary>Ids of nobody and nogroup in Debian.</summary>
    private const uint Nobody = 65_534;

    // Without capabilities even root may not read the memory and the environment of a process that has some (ptrace(2), access mode checking).
    private static readonly string[] Rights = ["--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", "--"];
    private static readonly string[] Sockets = ["/var/run/docker.sock", "/run/docker.sock", "/run/podman/podman.sock"];

    /// <summary>Finds the user for work in a folder.</summary>
    /// <returns>The folder's owner, in a group that opens no container engine's socket; nobody, where the owner itself could open one; null where this process
    /// is not root and can't become anybody else.</returns>
    /// <exception cref="IOException">The folder can't be examined.</exception>
    public static ChildUser? For(string folder) =>
        FileOwner.CanGiveAway ? For(FileOwner.Of(folder), [.. Sockets.Where(Path.Exists).Select(FileOwner.Of)]) : null;

    /// <summary>The same, for the owner of a folder and the owners of container engines' sockets.</summary>
    public static ChildUser For(FileOwner owner, IReadOnlyList<FileOwner> sockets) =>
        sockets.Any(socket => socket.User == owner.User) ? new ChildUser(new FileOwner(Nobody, Nobody), owner)
        : sockets.Any(socket => socket.Group == owner.Group) ? new ChildUser(owner with { Group = Nobody })
        : new ChildUser(owner);

    /// <summary>Lends what the lender has in a folder, until the result is disposed.</summary>
    /// <exception cref="IOException">An owner can't be changed.</exception>
    public IDisposable Lend(string folder) => new Loan(this, folder);

    /// <summary>The command that starts a program so.</summary>
    internal (string Program, IReadOnlyList<string> Arguments) Start(string setpriv, string program, IReadOnlyList<string> arguments) =>
        (setpriv, [$"--reuid={Owner.User}", $"--regid={Owner.Group}", .. Rights, program, .. arguments]);

    private sealed class Loan : IDisposable
    {
        private readonly ChildUser user;
        private readonly string folder;

        public Loan(ChildUser user, string folder)
        {
            (this.user, this.folder) = (user, folder);
            if (user.Lender is { } lender)
                user.Owner.Take(folder, lender.User);
        }

        public void Dispose() => user.Lender?.Take(folder, user.Owner.User);
    }
}
