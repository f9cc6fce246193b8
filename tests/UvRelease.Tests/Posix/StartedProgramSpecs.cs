using System.Runtime.Versioning;
using System.Text;
using UvRelease.Posix;
using Xunit;

namespace UvRelease.Tests.Posix;

/// <summary>What holds for every way to start a program.</summary>
[UnsupportedOSPlatform("windows")]
public abstract class StartedProgramSpecs : IDisposable
{
    private static readonly string[] Hostile =
    [
        "", " ", "a b", "\"q\"", "'", "\\", "trail\\", "x\\\" --evil \"y", "$(id)", "`id`",
            "$HOME", "*", "~", "-n", "--", "a\nb", "a\r\n", "\t", "é✓👩‍👧", "%s%n", ";&|<>", "=", "#",
        "\u001b[31m", new string('x', 100_000),
    ];

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Arguments_arrive_as_they_stand()
    {
        ChildResult result = await RunAsync(["-c", "printf '%s\\0' \"$@\"", "sh", .. Hostile]);
        Assert.Equal(Hostile, result.Output.Split('\0')[..^1]);
    }

    [Fact]
    public async Task The_environment_is_the_given_one_and_nothing_else()
    {
        var environment = Hostile.Index().ToDictionary(value => $"NAME-{value.Index}.é", value => value.Item, StringComparer.Ordinal);
        environment["PATH"] = "/usr/bin:/bin";
        var command = new ChildCommand("env", ["-0"]) { Environment = environment, WorkingDirectory = folder.Path };
        ChildResult result = await RunAsync(command, TestContext.Current.CancellationToken);
        Assert.Equal(environment.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal),
            result.Output.Split('\0')[..^1].Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_child_starts_in_its_folder_with_the_input_it_is_given()
    {
        ChildResult result = await RunAsync(["-c", "pwd; cat"], input: "é\n\0x");
        Assert.Equal($"{folder.Path}\né\n\0x", result.Output);
    }

    [Fact]
    public async Task Without_input_a_child_reads_the_end_at_once() => Assert.Equal("", (await RunAsync(["-c", "cat"])).Output);

    [Fact]
    public async Task A_child_that_does_not_read_its_input_is_no_error()
    {
        ChildResult result = await RunAsync(["-c", "exec 0<&-; echo done"], input: new string('x', 1_000_000));
        Assert.Equal((0, "done\n"), (result.ExitCode, result.Output));
    }

    [Theory]
    [InlineData("exit 0", 0)]
    [InlineData("exit 7", 7)]
    [InlineData("kill -TERM $$", 143)]
    [InlineData("kill -KILL $$", 137)]
    public async Task An_exit_code_is_the_child_s_or_that_of_its_signal(string script, int code) =>
        Assert.Equal(code, (await RunAsync(["-c", script])).ExitCode);

    [Fact]
    public async Task Of_standard_error_the_last_64_KiB_are_kept()
    {
        ChildResult result = await RunAsync(["-c", "seq 1 200000 >&2; echo the end >&2"]);
        Assert.Equal(64 * 1024, Encoding.UTF8.GetByteCount(result.Error));
        Assert.EndsWith("\n199999\n200000\nthe end\n", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_streams_may_be_large()
    {
        ChildResult result = await RunAsync(["-c", "head -c 5000000 /dev/zero | tr '\\0' o; head -c 5000000 /dev/zero | tr '\\0' e >&2; echo x"]);
        Assert.Equal((5_000_002, 65_536), (result.Output.Length, result.Error.Length));
    }

    [Fact]
    public async Task A_reader_gets_the_bytes_as_they_come()
    {
        long length = 0;
        await StreamAsync(
            Shell("-c", "head -c 20000000 /dev/zero"),
            async (stream, token) =>
            {
                byte[] buffer = new byte[65_536];
                int count;
                while ((count = await stream.ReadAsync(buffer, token)) > 0)
                    length += count;
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(20_000_000, length);
    }

    [Fact]
    public async Task Output_that_is_no_UTF_8_is_replaced_and_not_refused() =>
        Assert.Equal("a\ufffdb", (await RunAsync(["-c", "printf 'a\\377b'"])).Output);

    [Theory]
    [InlineData("no-such-program", "'no-such-program' can't be started: it is not installed, or in no folder of PATH.")]
    [InlineData("/no/such/program", "'/no/such/program' can't be started: it is not installed, or in no folder of PATH.")]
    [InlineData("", "'' can't be started: it is not installed, or in no folder of PATH.")]
    [InlineData("a\0b", "'a?b' can't be started: it is not installed, or in no folder of PATH.")]
    [InlineData("./plain", "'./plain' can't be started: Permission denied.")]
    [InlineData("./no-format", "'./no-format' can't be started: Exec format error.")]
    public async Task A_program_that_can_not_be_started_is_a_sentence(string program, string sentence)
    {
        folder.Write("plain", "#!/bin/sh\n");
        File.SetUnixFileMode(folder.Write("no-format", "\0\0"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        Assert.Equal(sentence, await RefusalAsync(new ChildCommand(program, []) { Environment = Path(), WorkingDirectory = folder.Path }));
    }

    [Fact]
    public async Task A_folder_that_is_missing_is_a_sentence() => Assert.Equal(
        "'sh' can't be started: there is no folder '/no/such/folder' to start it in.",
        await RefusalAsync(new ChildCommand("sh", []) { Environment = Path(), WorkingDirectory = "/no/such/folder" }));

    [Theory]
    [InlineData("NAME", 200_000,
        "'sh' can't be started: the environment variable NAME is longer than the kernel's 131,072 bytes. Hand the value over in a file.")]
    [InlineData("NAME", 131_072 - 5,
        "'sh' can't be started: the environment variable NAME is longer than the kernel's 131,072 bytes. Hand the value over in a file.")]
    [InlineData("A=B", 1, "'sh' can't be started: 'A=B' can't be the name of an environment variable.")]
    [InlineData("", 1, "'sh' can't be started: '' can't be the name of an environment variable.")]
    [InlineData("A\0B", 1, "'sh' can't be started: 'A?B' can't be the name of an environment variable.")]
    public async Task A_variable_that_the_kernel_does_not_take_is_a_sentence(string name, int length, string sentence)
    {
        Dictionary<string, string> environment = new(Path(), StringComparer.Ordinal) { [name] = new string('x', length) };
        Assert.Equal(sentence, await RefusalAsync(new ChildCommand("sh", []) { Environment = environment, WorkingDirectory = folder.Path }));
    }

    [Fact]
    public async Task A_variable_of_the_greatest_length_arrives()
    {
        Dictionary<string, string> environment = new(Path(), StringComparer.Ordinal) { ["NAME"] = new string('x', 131_072 - "NAME=".Length - 1) };
        var command = new ChildCommand("sh", ["-c", "printf %s \"${#NAME}\""]) { Environment = environment, WorkingDirectory = folder.Path };
        Assert.Equal("131066", (await RunAsync(command, TestContext.Current.CancellationToken)).Output);
    }

    [Fact]
    public async Task An_argument_that_the_kernel_does_not_take_is_a_sentence()
    {
        Assert.Equal("'sh' can't be started: an argument is longer than the kernel's 131,072 bytes. Hand the value over in a file.",
            await RefusalAsync(Shell(new string('x', 131_072))));
        Assert.Equal("'sh' can't be started: an argument holds a NUL character, which no program can be given.", await RefusalAsync(Shell("a\0b")));
        Assert.Equal("'sh' can't be started: Argument list too long.", await RefusalAsync(Shell([.. Enumerable.Repeat(new string('x', 100_000), 1000)])));
    }

    [Fact]
    public async Task An_exit_code_is_known_although_the_parent_ignores_the_end_of_children()
    {
        File.SetUnixFileMode(folder.Write("seven", "#!/bin/sh\nexit 7\n"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var command = new ChildCommand("env", ["--ignore-signal=CHLD", Dummy.Program, Verb, "./seven"])
        {
            Environment = Dummy.Environment,
            WorkingDirectory = folder.Path
        };
        Assert.Equal(7, (await RunAsync(command, TestContext.Current.CancellationToken)).ExitCode);
    }

    [Fact]
    public async Task A_program_is_found_in_PATH_alone_and_never_in_the_current_folder()
    {
        string fake = folder.Write("git", "#!/bin/sh\necho hijacked\n");
        File.SetUnixFileMode(fake, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach (string path in (string[])["/usr/bin:/bin", ":/usr/bin:/bin", ".:/usr/bin:/bin"])
        {
            var command = new ChildCommand(Dummy.Program, [Verb, "git"])
            {
                Environment = new Dictionary<string, string>(Dummy.Environment, StringComparer.Ordinal) { ["PATH"] = path },
                WorkingDirectory = folder.Path,
            };
            Assert.StartsWith("git version ", (await RunAsync(command, TestContext.Current.CancellationToken)).Output, StringComparison.Ordinal);
        }
    }

    public void Dispose()
    {
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<ChildResult> RunAsync(ChildCommand command, CancellationToken cancellationToken);

    protected abstract Task<ChildResult> StreamAsync(ChildCommand command, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken);

    /// <summary>Command of the dummy that starts a program this way.</summary>
    protected abstract string Verb { get; }

    private static Dictionary<string, string> Path() => new(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin" };

    private async Task<string> RefusalAsync(ChildCommand command) =>
        (await Assert.ThrowsAsync<ChildStartException>(() => RunAsync(command, TestContext.Current.CancellationToken))).Message;

    private ChildCommand Shell(params string[] arguments) => new("sh", arguments) { Environment = Path(), WorkingDirectory = folder.Path };

    private Task<ChildResult> RunAsync(string[] arguments, string? input = null) =>
        RunAsync(Shell(arguments) with { StandardInput = input }, TestContext.Current.CancellationToken);
}

public sealed class ChildProcessSpecs : StartedProgramSpecs
{
    protected override string Verb => "run";

    protected override Task<ChildResult> RunAsync(ChildCommand command, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(command, cancellationToken);

    protected override Task<ChildResult> StreamAsync(ChildCommand command, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        ChildProcess.StreamAsync(command, read, cancellationToken);
}

public sealed class GuardedProgramSpecs : StartedProgramSpecs
{
    protected override string Verb => "run-guarded";

    protected override Task<ChildResult> RunAsync(ChildCommand command, CancellationToken cancellationToken) =>
        GuardedProgram.RunAsync(command, cancellationToken);

    protected override Task<ChildResult> StreamAsync(ChildCommand command, Func<Stream, CancellationToken, Task> read, CancellationToken cancellationToken) =>
        GuardedProgram.StreamAsync(command, read, cancellationToken);
}
