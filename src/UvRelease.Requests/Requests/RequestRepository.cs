using System.Text;
using System.Text.Json;
using Octokit;
using UvRelease.GitHub;
using UvRelease.Requests.Planning;

namespace UvRelease.Requests.Requests;

/// <summary>The repository at GitHub, as release requests read and write it. Each write is one request; none needs credentials on disk.</summary>
/// <param name="octokit">GitHub's API.</param>
/// <param name="repository">owner/name.</param>
public sealed class RequestRepository(OctokitClient octokit, string repository)
{
    private readonly string owner = repository.Split('/')[0];
    private readonly string name = repository.Split('/')[^1];

    /// <summary>owner/name.</summary>
    public string Name => repository;

    internal OctokitClient Octokit => octokit;

    /// <summary>True for a fork of another repository.</summary>
    public async Task<bool> IsForkAsync() => (await octokit.AskAsync(repository, client => client.Repository.Get(owner, name))).Fork;

    /// <summary>Commit at the head of a branch; null for no such branch.</summary>
    public async Task<string?> HeadAsync(string branch) => (await octokit.FindReferenceAsync(repository, "heads/" + Escaped(branch)))?.Object.Sha;

    /// <summary>Pull requests from a branch of this repository to another one, newest first.</summary>
    public async Task<IReadOnlyList<PullRequest>> PullRequestsAsync(string branch, string target, ItemStateFilter state)
    {
        var wanted = new PullRequestRequest
        {
            Head = $"{owner}:{branch}",
            Base = target,
            State = state,
            SortProperty = PullRequestSort.Created,
            SortDirection = SortDirection.Descending,
        };
        IReadOnlyList<PullRequest> all = await octokit.AskAsync($"the pull requests of {branch}",
            client => client.PullRequest.GetAllForRepository(owner, name, wanted, new ApiOptions { PageSize = GitHubApi.PageSize, PageCount = 1 }));
        return [.. all.Where(pull => pull.Head.Ref == branch && pull.Base.Ref == target).OrderByDescending(pull => pull.Number)];
    }

    internal Task<Commit?> CommitAsync(string id) => octokit.FindAsync($"the commit {id}", client => client.Git.Commit.Get(owner, name, id));

    /// <summary>git/create-tree: a tree with changes on top of another one. Octokit's own call can't remove a file.</summary>
    internal async Task<string> CreateTreeAsync(string baseTree, IReadOnlyList<FileChange> files)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("base_tree", baseTree);
            json.WriteStartArray("tree");
            foreach (FileChange file in files)
            {
                json.WriteStartObject();
                json.WriteString("path", file.Path);
                json.WriteString("mode", file.Mode);
                json.WriteString("type", "blob");
                if (file.Bytes is null)
                    json.WriteNull("sha");
                else if (IsText(file.Bytes))
                    json.WriteString("content", file.Bytes);
                else
                    json.WriteString("sha", await CreateBlobAsync(file.Bytes));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        string body = Encoding.UTF8.GetString(stream.ToArray());
        return (await octokit.AskAsync("the new tree", async client =>
            (await client.Connection.Post<TreeResponse>(Path("git/trees"), body, null, "application/json")).Body)).Sha;
    }

    internal async Task<string> CreateCommitAsync(string message, string tree, string parent) =>
        (await octokit.AskAsync("the new commit", client => client.Git.Commit.Create(owner, name, new NewCommit(message, tree, parent)))).Sha;

    internal Task SetBranchAsync(string branch, string commit, bool isNew) => octokit.AskAsync($"the branch {branch}", client => isNew
        ? client.Git.Reference.Create(owner, name, new NewReference("refs/heads/" + branch, commit))
        : client.Git.Reference.Update(owner, name, "heads/" + Escaped(branch), new ReferenceUpdate(commit, force: true)));

    internal Task DeleteBranchAsync(string branch) => octokit.AskAsync($"the branch {branch}", async client =>
    {
        await client.Git.Reference.Delete(owner, name, "heads/" + Escaped(branch));
        return branch;
    });

    internal Task<PullRequest> OpenAsync(string title, string branch, string target, string body, bool draft) => octokit.AskAsync(
        "the new pull request", client => client.PullRequest.Create(owner, name, new NewPullRequest(title, branch, target) { Body = body, Draft = draft }));

    internal Task<PullRequest> UpdateAsync(int number, string title, string body, bool closes) => octokit.AskAsync($"pull request {number}",
        client => client.PullRequest.Update(owner, name, number,
            new PullRequestUpdate { Title = title, Body = body, State = closes ? ItemState.Closed : ItemState.Open }));

    internal Task AddLabelsAsync(int number, IReadOnlyList<string> labels) => octokit.AddLabelsAsync(repository, number, [.. labels]);

    internal Task AskForReviewAsync(int number, IReadOnlyList<string> people, IReadOnlyList<string> teams) => octokit.AskAsync(
        $"the reviewers of {number}",
        client => client.PullRequest.ReviewRequest.Create(owner, name, number, new PullRequestReviewRequest([.. people], [.. teams])));

    private Uri Path(string rest) => new($"{GitHubApi.RepositoryPath(repository)}/{rest}", UriKind.Relative);

    private static string Escaped(string branch) => string.Join('/', branch.Split('/').Select(Uri.EscapeDataString));

    private static bool IsText(byte[] bytes)
    {
        try
        {
            return !bytes.AsSpan().Contains((byte)0) && new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes) >= 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private async Task<string> CreateBlobAsync(byte[] bytes) => (await octokit.AskAsync("a new file", client => client.Git.Blob.Create(owner, name,
        new NewBlob { Content = Convert.ToBase64String(bytes), Encoding = EncodingType.Base64 }))).Sha;
}
