using System.Globalization;
using System.Text;

namespace UvRelease.Changelog.Git;

/// <summary>Reads commits from <c>git log</c>.</summary>
public static class CommitLog
{
    private const int Fields = 6;
    private const string Format = "--format=%H%x00%P%x00%an%x00%ae%x00%at%x00%B";

    /// <summary>Reads the commits that <paramref name="to"/> reaches and <paramref name="from"/> does not, children before parents.</summary>
    /// <param name="repository">The repository.</param>
    /// <param name="from">Id of a commit, or null for the whole history.</param>
    /// <param name="to">Id of a commit.</param>
    /// <param name="cancellationToken">Ends git.</param>
    public static async Task<IReadOnlyList<Commit>> ReadAsync(GitRepository repository, string? from, string to, CancellationToken cancellationToken)
    {
        string range = from is null ? to : $"{from}..{to}";
        var commits = new List<Commit>();
        await repository.StreamAsync(
            ["log", "-z", "--no-show-signature", "--no-color", "--no-notes", "--no-mailmap", "--encoding=UTF-8", "--topo-order", Format, "--end-of-options", range, "--"],
            async (stream, token) =>
            {
                await foreach (string[] record in RecordsAsync(stream, token))
                    commits.Add(Parse(record));
            },
            cancellationToken);
        return commits;
    }

    // With -z both fields and records end in NUL, which no commit message can hold: a record is every six fields.
    private static async IAsyncEnumerable<string[]> RecordsAsync(
        Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] record = new string[Fields];
        int field = 0;
        var pending = new MemoryStream();
        byte[] buffer = new byte[64 * 1024];
        int count;
        while ((count = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            int start = 0, end;
            while ((end = Array.IndexOf(buffer, (byte)0, start, count - start)) >= 0)
            {
                pending.Write(buffer, start, end - start);
                record[field] = Encoding.UTF8.GetString(pending.GetBuffer(), 0, (int)pending.Length);
                pending.SetLength(0);
                start = end + 1;
                field = (field + 1) % Fields;
                if (field == 0)
                    yield return record;
            }

            pending.Write(buffer, start, count - start);
        }

        // Git separates records rather than ending them.
        if (field == Fields - 1)
        {
            record[field] = Encoding.UTF8.GetString(pending.GetBuffer(), 0, (int)pending.Length);
            yield return record;
        }
    }

    private static Commit Parse(string[] record) => new(
        record[0],
        record[1].Split(' ', StringSplitOptions.RemoveEmptyEntries),
        new Person(record[2], record[3]),
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(record[4], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)),
        record[5]);
}
