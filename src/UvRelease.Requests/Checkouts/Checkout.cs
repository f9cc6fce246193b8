using UvRelease.Changelog.Git;
using UvRelease.Posix;
using UvRelease.Releases;

namespace UvRelease.Requests.Checkouts;

/// <summary>The commit that is checked out, and its files.</summary>
public sealed class Checkout
{
    private const int LargestFile = 64 * 1024 * 1024;
    private readonly Dictionary<string, string> modes = new(StringComparer.Ordinal);

    private Checkout(GitRepository repository, string commit) => (Repository, Commit) = (repository, commit);

    /// <summary>The repository; its path is the root of the work tree.</summary>
    public GitRepository Repository { get; }

    /// <summary>Id of the commit.</summary>
    public string Commit { get; }

    /// <summary>Paths of all files of the commit.</summary>
    public IReadOnlyCollection<string> Files => modes.Keys;

    /// <summary>Opens a checkout.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: no repository. <see cref="Fault.Input"/>: not its root.</exception>
    public static Checkout Open(GitRepository repository, CancellationToken cancellationToken)
    {
        repository.Check(cancellationToken);
        string prefix = repository.Run(["rev-parse", "--show-prefix"], cancellationToken).Trim();
        if (prefix.Length > 0)
            throw new ReleaseException(Fault.Input, $"'{prefix.TrimEnd('/')}' is a folder of a repository. Name the repository itself as repository-path.");
        var checkout = new Checkout(repository, repository.Run(["rev-parse", "HEAD"], cancellationToken).Trim());
        foreach (string line in repository.Run(["ls-tree", "-r", "-z", "--format=%(objectmode) %(path)", checkout.Commit], cancellationToken)
            .Split('\0', StringSplitOptions.RemoveEmptyEntries))
            checkout.modes[line[7..]] = line[..6];
        return checkout;
    }

    /// <summary>True where the commit has the file.</summary>
    public bool Has(string path) => modes.ContainsKey(path);

    /// <summary>Mode of a file of the commit, as git writes it; that of a plain file for a new one.</summary>
    public string Mode(string path) => modes.GetValueOrDefault(path, "100644");

    /// <summary>Bytes of a file of the commit.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: it is a link, too large, or can't be read.</exception>
    public byte[] Read(string path)
    {
        try
        {
            return RegularFile.Read(Path.Combine(Repository.Path, path), LargestFile)
                ?? throw new ReleaseException(Fault.Input, $"{path} has more than the {LargestFile} bytes that it may have.") { File = path };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Input, $"{path} can't be read: {e.Message} Put a plain file there.", e) { File = path };
        }
    }

    /// <summary>Refuses a work tree in which one of these files is not as the commit has it: the request would hold what nobody committed.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Input"/>: one is changed.</exception>
    public void CheckClean(IEnumerable<string> paths, CancellationToken cancellationToken)
    {
        string[] known = [.. paths.Where(Has).Select(path => ":(top,literal)" + path)];
        if (known.Length == 0)
            return;
        string changed = Repository.Run(["diff", "--no-ext-diff", "--name-only", "-z", Commit, "--", .. known], cancellationToken);
        if (changed.Split('\0')[0] is { Length: > 0 } first)
            throw new ReleaseException(Fault.Input, $"{first} is changed in the work tree. Check out the commit alone, and change nothing before this step.")
            { File = first };
    }
}
