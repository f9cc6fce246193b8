using Xunit;

namespace UvRelease.Tests.Contracts;

/// <summary>A channel changes by one method: all others only read its log. Held to the compiled code of every library, action and tool.</summary>
public class CommitSpecs
{
    private const string Log = "UvRelease.Channels.Logs.LogJson";
    private const string Paths = "UvRelease.Channels.StorePaths";
    private const string Commit = "UvRelease.Channels.Moves.CommitLoop.AppendAsync";

    private static readonly string[] Writes =
        [.. new[] { "CreateAsync", "ReplaceAsync", "DeleteAsync" }.Select(name => "UvRelease.Stores.IStore." + name), "UvRelease.Stores.StoreUpload..ctor"];

    private static readonly IReadOnlyList<(string Method, string Named)> Product = [.. Assemblies().SelectMany(CompiledCode.Read)];

    [Fact]
    public void One_method_makes_the_bytes_of_a_log_entry_and_creates_them_in_a_store()
    {
        Assert.Equal([Commit], Naming(Product, $"{Log}.WriteEntry"));
        Assert.Equal([Commit], Naming(Product, $"{Paths}.LogEntry").Intersect(Naming(Product, Writes)));
        Assert.Contains((Commit, "UvRelease.Stores.IStore.CreateAsync"), Product);
        Assert.DoesNotContain((Commit, "UvRelease.Stores.IStore.ReplaceAsync"), Product);
    }

    [Fact]
    public void One_place_knows_where_logs_are()
    {
        var places = Product.Where(use => use.Named.StartsWith("\"channels/", StringComparison.Ordinal)).Select(use => use.Method).Distinct();
        Assert.Equal([$"{Paths}.LogPrefix", $"{Paths}.State", $"{Paths}.get_Channels"], places.Order(StringComparer.Ordinal));
        // Who reads it: the log itself, and the plan, which says what would be written.
        string[] users = [Paths + ".", "UvRelease.Channels.Logs.ChannelLog.", "UvRelease.Channels.Moves."];
        IEnumerable<string> methods = Naming(Product, $"{Paths}.LogEntry", $"{Paths}.LogPrefix");
        Assert.All(methods, method => Assert.Contains(users, user => method.StartsWith(user, StringComparison.Ordinal)));
    }

    [Fact]
    public void Another_method_that_did_so_would_be_seen() =>
        Assert.Contains("UvRelease.Tests.Channels.PublishAccidents.Tomorrow", Naming(CompiledCode.Read("UvRelease.Tests"), $"{Log}.WriteEntry"));

    private static IEnumerable<string> Naming(IEnumerable<(string Method, string Named)> uses, params string[] names) =>
        uses.Where(use => names.Contains(use.Named, StringComparer.Ordinal)).Select(use => use.Method).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> Assemblies() =>
        from folder in new[] { "src", "actions", "tools" }
        from project in Directory.GetFiles(SourceTree.At(folder), "*.csproj", SearchOption.AllDirectories)
        let name = Path.GetFileNameWithoutExtension(project)
        where name != "UvRelease.Runner.Generator"
        select name;
}
