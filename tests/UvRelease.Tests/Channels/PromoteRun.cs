using UvRelease.Promote;
using UvRelease.Tests.Doubles;
using Xunit;

namespace UvRelease.Tests.Channels;

/// <summary>The step promote in a run of GitHub's, which ada started, after 1.0.0 was published on canary.</summary>
public abstract class PromoteRun : IAsyncLifetime
{
    internal PublishRun Run { get; } = new("publish: { app: sample-app }\n" + PromotionStage.OnlyIntegrity);
    internal RepositoryDouble GitHub { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        GitHub = await RepositoryDouble.OpenAsync();
        foreach ((string name, string value) in new[]
        {
            ("API_URL", GitHub.Api.AbsoluteUri.TrimEnd('/')), ("REPOSITORY", GitHub.Repository), ("ACTOR", "ada"), ("RUN_ID", "7"),
        })
            Run.Run.Variables["GITHUB_" + name] = value;
        Run.Stage.Build("1.0.0");
        Assert.True(await Run.PublishAsync("1.0.0") == 0, Run.Run.Output);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Run.Dispose();
        if (GitHub is not null)
            Assert.Equal("[]", (await GitHub.StateAsync())["problems"]!.ToJsonString());
    }

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected Task<int> PromoteAsync(string action, string? channel, params (string Name, string Value)[] inputs)
    {
        (string, string)[] named = channel is null ? [] : [("channel", channel)];
        return Run.Run.StepAsync<PromoteOptions, PromoteStep>(
            [("action", action), ("store", "store"), .. named, ("github-token", GitHub.Token), .. inputs]);
    }

    protected string Read(params string[] parts) => File.ReadAllText(Run.Stage.At(["store", .. parts]));

    protected static object Review(int id, string login, string environment) => new
    {
        state = "approved",
        comment = "",
        user = new { id, login },
        environments = new[] { new { id = environment.Length, name = environment } },
    };

    protected async Task PublishAsBobAsync()
    {
        Run.Run.Variables["GITHUB_ACTOR"] = "bob";
        Run.Stage.Build("1.1.0");
        Assert.True(await Run.PublishAsync("1.1.0") == 0, Run.Run.Output);
        Run.Run.Variables["GITHUB_ACTOR"] = "ada";
    }

    protected Task<long[]> ReviewsAsync(object[] reviews) => GitHub.SetAsync(new
    {
        runs = new Dictionary<string, object> { ["7"] = new { actor = new { id = 1, login = "ada" } } },
        reviews = new Dictionary<string, object> { ["7"] = reviews },
    });
}
