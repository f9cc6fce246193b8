using System.Text.Json;
using UvRelease.Changelog.Check.Changes;
using UvRelease.Releases;
using UvRelease.Releases.Json;

namespace UvRelease.Changelog.GitHub;

/// <summary>What an event's payload says of the change it is about. It is as old as the event: a run that is started again gets the same.</summary>
public sealed class EventPayload
{
    private const int LongestPayload = 32 * 1024 * 1024;
    private readonly ApiEvent content;

    private EventPayload(ApiEvent content) => this.content = content;

    /// <summary>Number of the pull request; null for other events.</summary>
    public int? PullRequest => content.PullRequest?.Number;

    /// <summary>Commit that the change goes onto; null for events without a change.</summary>
    public string? BaseCommit => content.PullRequest?.Base.Sha ?? content.MergeGroup?.BaseSha;

    /// <summary>Newest commit of the change.</summary>
    public string? HeadCommit => content.PullRequest?.Head.Sha ?? content.MergeGroup?.HeadSha;

    /// <summary>The change, as far as the payload knows it; commits and files are not in it.</summary>
    public CheckedChange? Change =>
        content.PullRequest is { } pull ? Of(pull)
        : content.MergeGroup is not null ? new CheckedChange { Source = ChangeSource.MergeGroup }
        : null;

    /// <summary>Reads the file that GITHUB_EVENT_PATH names.</summary>
    /// <exception cref="ReleaseException"><see cref="Fault.Environment"/>: it can't be read.</exception>
    public static async Task<EventPayload> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (new FileInfo(path).Length > LongestPayload)
                throw new ReleaseException(Fault.Environment, $"The payload of the event is longer than {LongestPayload} bytes.");
            byte[] bytes = LoneSurrogates.Replaced(await File.ReadAllBytesAsync(path, cancellationToken));
            return new EventPayload(JsonSerializer.Deserialize(bytes, ApiJson.Default.ApiEvent) ?? throw new JsonException("It is null."));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ReleaseException(Fault.Environment, $"The payload of the event, which GITHUB_EVENT_PATH names, can't be read: {e.Message}", e);
        }
    }

    internal static CheckedChange Of(ApiPullRequest pull) => new()
    {
        Source = ChangeSource.PullRequest,
        PullRequest = pull.Number,
        Title = pull.Title,
        Body = pull.Body ?? "",
        Author = pull.User?.Login,
        Labels = [.. pull.Labels.Select(label => label.Name)],
    };
}
