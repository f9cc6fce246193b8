using System.Runtime.Versioning;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Posix;

/// <summary>What programs of others can reach of a step that is root.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ChildUserSpecs : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("1001:1001", "", "1001:1001", null)]
    [InlineData("1001:1001", "0:0", "1001:1001", null)]
    // On GitHub's older images the runner's own group is docker's.
    [InlineData("1001:121", "0:121", "1001:65534", null)]
    [InlineData("1001:0", "0:0", "1001:65534", null)]
    // The owner could open it itself: somebody runs the runner as root, or the engine is rootless.
    [InlineData("0:0", "0:121", "65534:65534", 0u)]
    [InlineData("1001:1001", "1001:1001", "65534:65534", 1001u)]
    [InlineData("0:0", "", "0:0", null)]
    public void The_user_is_the_workspace_s_owner_unless_that_opens_a_container_engine(string owner, string sockets, string user, uint? lender)
    {
        var found = ChildUser.For(Owner(owner), [.. sockets.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Owner)]);
        Assert.Equal((Owner(user), lender), (found.Owner, found.Lender?.User));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    [InlineData(65534)]
    public async Task It_reads_no_environment_of_ours_and_opens_no_socket_of_root_s(uint user)
    {
        Assert.SkipUnless(FileOwner.CanGiveAway, "Only root can become somebody else.");
        Open(folder.Path);
        string socket = folder.Write("docker.sock", "");
        File.SetUnixFileMode(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite);
        // Every process above it, up to the first one.
        const string script = """
            id=$PPID
            while [ "$id" -gt 1 ]; do
              cat "/proc/$id/environ" >/dev/null 2>&1 && echo "read $id"
              cat "/proc/$id/mem" >/dev/null 2>&1 && echo "memory of $id"
              id=$(sed 's/.*) . \([0-9]*\) .*/\1/' "/proc/$id/stat")
            done
            [ -w docker.sock ] && [ "$(id -u)" != 0 ] && echo "opened the socket"
            grep -E '^(CapEff|CapBnd|NoNewPrivs|Groups)' /proc/self/status
            id -u; id -g
            """;
        var command = new ChildCommand("sh", ["-c", script])
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin" },
            WorkingDirectory = folder.Path,
            User = new ChildUser(new FileOwner(user, user)),
        };
        string expected = $"Groups:\t \nCapEff:\t0000000000000000\nCapBnd:\t0000000000000000\nNoNewPrivs:\t1\n{user}\n{user}\n";
        Assert.Equal(expected, ChildProcess.Run(command, TestContext.Current.CancellationToken).Output);
        Assert.Equal(expected, (await GuardedProgram.RunAsync(command, TestContext.Current.CancellationToken)).Output);
    }

    [Fact]
    public void What_is_lent_comes_back_with_what_was_made_meanwhile()
    {
        Assert.SkipUnless(FileOwner.CanGiveAway, "Only root can become somebody else.");
        folder.Write("a/file", "");
        var user = new ChildUser(new FileOwner(65534, 65534), new FileOwner(0, 0));
        using (user.Lend(folder.Path))
        {
            Assert.Equal(65534u, FileOwner.Of(folder.At("a", "file")).User);
            user.Owner.Take(folder.Write("a/made", ""));
            File.CreateSymbolicLink(folder.At("a", "link"), "/etc/passwd");
        }

        Assert.All(["", "a", "a/file", "a/made", "a/link"], name => Assert.Equal(new FileOwner(0, 0), FileOwner.Of(folder.At(name))));
        Assert.Equal(0u, FileOwner.Of("/etc/passwd").User);
    }

    public void Dispose() => folder.Dispose();

    private static FileOwner Owner(string text) => text.Split(':') is [var user, var group] ? new FileOwner(uint.Parse(user), uint.Parse(group)) : default;

    private static void Open(string path) => File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherExecute | UnixFileMode.OtherRead);
}
