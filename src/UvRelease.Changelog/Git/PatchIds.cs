using System.Text;

namespace UvRelease.Changelog.Git;

/// <summary>Patch ids (<c>git patch-id --stable</c>): commits that change the same lines in the same way have the same one, wherever they are.</summary>
public static class PatchIds
{
    // A part of the log for one git patch-id; a commit whose patch alone is longer than a few of them is compared with nothing.
    private const int PartSize = 8 * 1024 * 1024;
    private const int LongestPatch = 4 * PartSize;

    // Lines of a patch begin with a sign, so this never occurs in one.
    private static ReadOnlySpan<byte> NextCommit => "\ncommit "u8;

    // Whatever is configured about diffs must not change what is compared.
    private static readonly string[] Patches =
    [
        "--patch", "--unified=3", "--no-renames", "--no-ext-diff", "--no-textconv", "--no-color", "--full-index", "--full-diff", "--diff-algorithm=default",
        "--src-prefix=a/", "--dst-prefix=b/", "--submodule=short", "--no-indent-heuristic", "--ignore-submodules=none", "--no-notes", "--no-show-signature",
    ];

    /// <summary>
    /// Reads the patches of a range's commits, merges left out, and names each by its id. In a clone without contents (<c>blob:none</c>) git fetches
    /// what the patches
    /// are made of.
    /// </summary>
    /// <returns>Patch ids by commit id; commits that change nothing have none.</returns>
    /// <exception cref="Releases.ReleaseException"><see cref="Releases.Fault.Environment"/>: git failed; the message holds its words.</exception>
    public static IReadOnlyDictionary<string, string> Read(GitRepository repository, LogQuery query, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        repository.Stream(
            ["log", "--no-merges", "--full-history", .. Patches, "--format=commit %H", "--stdin", "--", .. query.Paths.Pathspecs()],
            query.Input(),
            stream =>
            {
                foreach (string part in Parts(stream))
                    Name(repository.Run(["patch-id", "--stable"], cancellationToken, part), ids);
                return true;
            },
            cancellationToken);
        return ids;
    }

    /// <summary>
    /// Names the patches of a few commits. In a clone without contents (<c>blob:none</c>) their changed paths have to do, for which nothing is fetched but
    /// trees.
    /// </summary>
    /// <inheritdoc cref="Read"/>
    public static IReadOnlyDictionary<string, string> Of(GitRepository repository, IReadOnlyCollection<string> commits, CancellationToken cancellationToken)
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        string input = string.Concat(commits.Select(id => id + "\n"));
        if (PartialClone.Filter(repository, cancellationToken) is not null)
        {
            string? commit = null;
            foreach (string line in repository.Run(["diff-tree", "--stdin", "-r", "--root", "--name-status", "--no-renames"], cancellationToken,
                input).Split('\n'))
            {
                if (line.Contains('\t', StringComparison.Ordinal))
                    ids[commit!] = ids.GetValueOrDefault(commit!) + line + "\n";
                else
                    commit = line;
            }

            return ids;
        }

        repository.Stream(
            ["log", "--no-walk=unsorted", .. Patches, "--format=commit %H", "--stdin", "--"],
            input,
            stream =>
            {
                foreach (string part in Parts(stream))
                    Name(repository.Run(["patch-id", "--stable"], cancellationToken, part), ids);
                return true;
            },
            cancellationToken);
        return ids;
    }

    private static void Name(string printed, Dictionary<string, string> ids)
    {
        foreach (string line in printed.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split(' ') is [var patch, var commit])
                ids[commit] = patch;
        }
    }

    // Whole commits, some megabytes at a time. Patches are bytes of no encoding: each byte becomes the character of its number, so what was equal stays equal.
    private static IEnumerable<string> Parts(Stream stream)
    {
        byte[] buffer = new byte[PartSize];
        int used = 0, count;
        bool skipping = false;
        while ((count = stream.Read(buffer, used, buffer.Length - used)) > 0)
        {
            used += count;
            if (used < buffer.Length)
                continue;
            if (skipping && buffer.AsSpan(0, used).IndexOf(NextCommit) is var next)
            {
                skipping = next < 0;
                used = Keep(buffer, used, skipping ? used - NextCommit.Length : next + 1);
                continue;
            }

            int end = buffer.AsSpan(0, used).LastIndexOf(NextCommit) + 1;
            if (end > 0)
                yield return Encoding.Latin1.GetString(buffer, 0, end);
            else if (buffer.Length < LongestPatch)
                Array.Resize(ref buffer, 2 * buffer.Length);
            else
                (skipping, end) = (true, used - NextCommit.Length);
            used = Keep(buffer, used, end);
        }

        int start = skipping ? buffer.AsSpan(0, used).IndexOf(NextCommit) + 1 : 0;
        if (!skipping || start > 0)
            yield return Encoding.Latin1.GetString(buffer, start, used - start);
    }

    private static int Keep(byte[] buffer, int used, int from)
    {
        buffer.AsSpan(from, used - from).CopyTo(buffer);
        return used - from;
    }
}
