using System.Runtime.Versioning;
using System.Text;
using UvRelease.Changelog.Git;
using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Changelog.Git;

[SupportedOSPlatform("linux")]
public sealed class CommitLogSpecs : IDisposable
{
    private readonly GitSandbox git = new();

    public void Dispose() => git.Dispose();

    private Task<IReadOnlyList<Commit>> ReadAsync(GitSandbox? other = null, string to = "HEAD") =>
        Task.Run(() => CommitLog.Read((other ?? git).Repository, new LogQuery(null, to), CancellationToken.None));

    [Fact]
    public async Task A_commit_is_read_whole()
    {
        string parent = git.Commit("first");
        string id = git.Commit("feat: größer\n\nBody 📦\n\nRefs: #1\n", author: "Dée Öberg <Dee@Example.com>");
        Commit commit = (await ReadAsync())[0];
        Assert.Equal((id, "feat: größer\n\nBody 📦\n\nRefs: #1\n", new Person("Dée Öberg", "Dee@Example.com")), (commit.Id, commit.Message, commit.Author));
        Assert.Equal([parent], commit.Parents);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1_700_000_120), commit.AuthoredAt);
    }

    [Fact]
    public async Task Merges_have_all_their_parents_in_order()
    {
        git.Commit("root");
        string[] ids = [.. new[] { "x", "y", "z" }.Select(Branch)];
        git.Git("checkout", "-q", "main");
        string main = git.Commit("main");
        git.Merge("x", "y", "z");
        Assert.Equal([main, .. ids], (await ReadAsync())[0].Parents);

        string Branch(string name)
        {
            git.Git("checkout", "-q", "-b", name, "main");
            return git.Commit(name, name);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("a\r\nb\r\n\r\nc: d\r\n")]
    [InlineData("line\u2028separator\u0001\u001b[31m")]
    public async Task Odd_messages_stay_as_they_are(string message)
    {
        git.Commit("before");
        git.Commit(message);
        git.Commit("after");
        // Git itself ends a message with a line end.
        Assert.Equal(message.TrimEnd('\n'), (await ReadAsync())[1].Message.TrimEnd('\n'));
    }

    [Fact]
    public async Task Latin_1_with_its_header_is_converted_and_without_it_replaced_whatever_is_configured()
    {
        git.Git("config", "i18n.logOutputEncoding", "ISO-8859-1");
        string tree = git.Git("hash-object", "-t", "tree", "-w", "/dev/null");
        string person = "A <a@b> 1700000000 +0000";
        byte[] marked = Encoding.Latin1.GetBytes($"tree {tree}\nauthor {person}\ncommitter {person}\nencoding ISO-8859-1\n\nfix: größer\n");
        byte[] bare = Encoding.Latin1.GetBytes($"tree {tree}\nauthor {person}\ncommitter {person}\n\nfix: größer\n");
        Assert.Equal("fix: größer\n", (await ReadAsync(to: Write(marked)))[0].Message);
        Assert.Equal("fix: gr\ufffd\ufffder\n", (await ReadAsync(to: Write(bare)))[0].Message);

        string Write(byte[] commit) => git.GitWithInput(commit, "hash-object", "-t", "commit", "-w", "--stdin");
    }

    [Theory]
    [InlineData("A <a@b> 99999999999999 +0000")]
    [InlineData("A <a@b> 99999999999999999999999 +0000")]
    [InlineData("A <a@b> x y")]
    [InlineData(" <> 0 +0000")]
    [InlineData("nobody")]
    public async Task A_commit_of_a_broken_tool_is_read_without_an_error(string person)
    {
        string tree = git.Git("hash-object", "-t", "tree", "-w", "/dev/null");
        string id = git.GitWithInput(Encoding.UTF8.GetBytes($"tree {tree}\nauthor {person}\ncommitter {person}\n\nfix: x\n"),
            "hash-object", "-t", "commit", "-w", "--literally", "--stdin");
        Assert.Equal("fix: x", Assert.Single(await ReadAsync(to: id)).Message.TrimEnd('\n'));
    }

    [Fact]
    public async Task A_message_longer_than_any_buffer_is_read_whole()
    {
        string message = "feat: long\n\n" + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"line {i} ä\n"));
        var stream = new StringBuilder($"commit refs/heads/main\nmark :1\ncommitter A <a@b> 1700000000 +0000\ndata {Encoding.UTF8.GetByteCount(message)}\n")
            .Append(message).Append('\n');
        stream.Append("commit refs/heads/main\nmark :2\ncommitter B <b@b> 1700000060 +0000\ndata 3\nend\nfrom :1\n");
        git.FastImport(stream);
        IReadOnlyList<Commit> commits = await ReadAsync();
        Assert.Equal(["end", message], commits.Select(commit => commit.Message));
        Assert.Equal("A", commits[1].Author.Name);
    }

    [Fact]
    public async Task Persons_are_made_once_and_told_apart()
    {
        git.Commit("a", author: "Ann <a@x>");
        git.Commit("b", author: "An <na@x>");
        git.Commit("c", author: "Ann <a@x>");
        IReadOnlyList<Commit> commits = await ReadAsync();
        Assert.Same(commits[0].Author, commits[2].Author);
        Assert.Equal(new Person("An", "na@x"), commits[1].Author);
    }

    [Fact]
    public async Task Mailmap_is_followed_only_when_asked_for()
    {
        File.WriteAllText(git.At(".mailmap"), "Ann Best <ann@best.example> <ann@example.com>\n");
        git.Git("config", "log.mailmap", "true");
        git.Commit("a");
        Assert.Equal("ann@example.com", (await ReadAsync())[0].Author.Mail);
        Assert.Equal(new Person("Ann Best", "ann@best.example"),
            (CommitLog.Read(git.Repository, new LogQuery(null, "HEAD") { Mailmap = true }, CancellationToken.None))[0].Author);
    }

    [Fact]
    public async Task A_repository_with_sha256_is_read_like_any_other()
    {
        using var modern = new GitSandbox("--object-format=sha256");
        modern.Commit("a");
        string id = modern.Commit("b");
        Assert.Equal(64, id.Length);
        IReadOnlyList<Commit> commits = await ReadAsync(modern);
        Assert.Equal((id, commits[1].Id), (commits[0].Id, commits[0].Parents[0]));
    }

    [Fact]
    public async Task Replacements_and_grafts_change_nothing()
    {
        string a = git.Commit("a");
        string b = git.Commit("b");
        string c = git.Commit("c");
        git.Git("replace", "--graft", c, a);
        Directory.CreateDirectory(git.At(".git", "info"));
        File.WriteAllText(git.At(".git", "info", "grafts"), $"{b}\n");
        Assert.Equal(["c", "b", "a"], (await ReadAsync()).Select(commit => commit.Message.Trim()));
    }

    [Fact]
    public async Task Hostile_configuration_starts_no_program_and_changes_no_output()
    {
        git.Commit("a");
        git.Commit("b");
        string mark = git.At("touched");
        string script = git.At(".git", "evil");
        File.WriteAllText(script, $"#!/bin/sh\ntouch '{mark}'\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        foreach ((string key, string value) in new[]
        {
            ("log.showSignature", "true"), ("core.pager", script), ("pager.log", script), ("pager.for-each-ref", script),
                ("alias.log", "!" + script), ("alias.rev-parse", "!" + script),
            ("gpg.program", script), ("core.fsmonitor", script), ("diff.external", script),
                ("format.pretty", "email"), ("log.follow", "true"), ("log.decorate", "full"), ("color.ui", "always"),
            ("log.diffMerges", "on"), ("format.notes", "true"), ("notes.displayRef", "*"),
                ("core.hooksPath", git.At(".git")), ("log.date", "human"), ("core.abbrev", "4"), ("tag.sort", "-version:refname"),
        })
        {
            git.Git("config", key, value);
        }

        File.Copy(script, git.At(".git", "reference-transaction"));
        File.Copy(script, git.At(".git", "hooks", "post-checkout"));
        git.Variables["GIT_PAGER"] = script;
        git.Variables["GIT_EXTERNAL_DIFF"] = script;
        git.Variables["GIT_DIR"] = "/nonexistent";
        git.Repository.Check(CancellationToken.None);
        Assert.Equal(["b", "a"], (await ReadAsync()).Select(commit => commit.Message.Trim()));
        Assert.False(File.Exists(mark));
    }

    [Fact]
    public async Task A_bare_repository_needs_no_work_tree()
    {
        git.Commit("a");
        using GitSandbox bare = git.Clone("--bare");
        Assert.Single(await ReadAsync(bare));
    }

    [Fact]
    public async Task An_empty_repository_no_repository_and_a_missing_one_are_told_apart()
    {
        Assert.Contains("has no commit yet", (await ErrorAsync(git.Repository)).Message, StringComparison.Ordinal);
        using var folder = new TemporaryFolder();
        Dictionary<string, string> alone = new(git.Variables, StringComparer.Ordinal) { ["GIT_CEILING_DIRECTORIES"] = Path.GetDirectoryName(folder.Path)! };
        Assert.Contains("actions/checkout", (await ErrorAsync(new GitRepository(folder.Path, alone))).Message, StringComparison.Ordinal);

        static async Task<ReleaseException> ErrorAsync(GitRepository repository)
        {
            ReleaseException error = Assert.Throws<ReleaseException>(() => repository.Check(CancellationToken.None));
            Assert.Equal(Fault.Environment, error.Fault);
            return error;
        }
    }

    [Fact]
    public async Task A_damaged_repository_is_an_error_in_git_s_words_and_never_a_short_history()
    {
        string first = git.Commit("a");
        git.Commit("b");
        File.Delete(git.At(".git", "objects", first[..2], first[2..]));
        ReleaseException error = await Assert.ThrowsAsync<ReleaseException>(() => ReadAsync());
        Assert.Equal(Fault.Environment, error.Fault);
        Assert.Contains("Git says:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_that_can_t_be_read_are_an_environment_error()
    {
        git.Commit("a");
        File.SetUnixFileMode(git.At(".git", "HEAD"), UnixFileMode.None);
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may read everything.");
        Assert.Equal(Fault.Environment, Assert.Throws<ReleaseException>(() => git.Repository.Check(CancellationToken.None)).Fault);
    }

    [Fact]
    public async Task A_repository_of_somebody_else_is_an_environment_error_that_names_safe_directory()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "Only root may give files away.");
        git.Commit("a");
        using (var chown = System.Diagnostics.Process.Start("chown", ["-R", "12345", git.Folder]))
            await chown.WaitForExitAsync();
        ReleaseException error = Assert.Throws<ReleaseException>(() => git.Repository.Check(CancellationToken.None));
        Assert.Equal((Fault.Environment, true), (error.Fault, error.Message.Contains("safe.directory", StringComparison.Ordinal)));
        git.Variables["GIT_CONFIG_COUNT"] = "1";
        git.Variables["GIT_CONFIG_KEY_0"] = "safe.directory";
        git.Variables["GIT_CONFIG_VALUE_0"] = git.Folder;
        Assert.Single(await ReadAsync());
    }

    [Fact]
    public async Task Reading_ends_when_it_is_cancelled_or_its_reader_fails()
    {
        git.Commit("a");
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Run(() => CommitLog.Read(git.Repository, new LogQuery(null, "HEAD"), source.Token)));
        await Assert.ThrowsAsync<TimeoutException>(
            () => Task.Run(() => CommitLog.Read(git.Repository, new LogQuery(null, "HEAD"), _ => throw new TimeoutException(), CancellationToken.None)));
    }
}
