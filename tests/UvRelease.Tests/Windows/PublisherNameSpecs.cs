using System.Text.Json;
using System.Security.Cryptography.X509Certificates;
using UvRelease.Keys;
using UvRelease.Releases;
using UvRelease.Tests.Formats.Archives;
using UvRelease.Windows.Publishers;
using Xunit;

namespace UvRelease.Tests.Windows;

/// <summary>Names of publishers, beside the client's own code.</summary>
public class PublisherNameSpecs
{
    private static readonly string[] Texts =
    [
        "CN=Example Inc, O=Example Inc, C=US", "cn=Example Inc", "Example Inc", "Example = Inc",
            "CN=A, CN=B", "CN=\"Say \"\"Hi\"\"\"", "CN=\"Müller, GmbH\", C=DE",
        "CN=M\\C3\\BCller", "CN=a\\,b", "CN=a\\4x", "X=1", "", "   ", "CN=", "CN =  Example  ,O= b ",
            "CN=a+O=b", "CN=a;O=b", "CN=a  b , O=\" c \"", "=a", "CN=a=b",
        "CN=a\\", "\"CN\"=q", "CN=a , ", "OID.2.5.4.15=Private Organization, CN=x", "CN=\\ a",
            "S=Washington, STREET=\"1, Way\"", "CN=a \" b", ",,,", "CN=a + O=b",
    ];

    [Fact]
    public async Task A_name_is_read_as_the_client_reads_it()
    {
        string module = SourceTree.At("tests", "electron-app", "node_modules", "builder-util-runtime");
        Assert.SkipUnless(Directory.Exists(module), $"{module} is not there: npm ci in tests/electron-app.");
        var random = new Random(7);
        const string letters = "CNO=,; +\"\\ab1F";
        string[] all = [.. Texts,
            .. Enumerable.Range(0, 3000).Select(_ => new string([.. Enumerable.Range(0, random.Next(14)).Select(_ => letters[random.Next(letters.Length)])]))];
        using var folder = new TemporaryFolder();
        folder.Write("texts.json", JsonSerializer.Serialize(all));
        folder.Write("parse.cjs", $"const {{ parseDn }} = require({JsonSerializer.Serialize(module)});\n"
            + "console.log(JSON.stringify(JSON.parse(require('fs').readFileSync('texts.json')).map(text => [...parseDn(text)].map(pair => "
                + "pair.join('\\u0001')).sort().join('\\u0002'))))");
        string[] theirs = JsonSerializer.Deserialize<string[]>(await OutsideProgram.RunAsync(folder.Path, "node", "parse.cjs"))!;
        for (int i = 0; i < all.Length; i++)
            Assert.Equal((all[i], theirs[i]),
                (all[i], string.Join('\u0002', PublisherName.Parse(all[i]).Select(pair => $"{pair.Key}\u0001{pair.Value}").Order(StringComparer.Ordinal))));
    }

    [Theory]
    [InlineData("CN=Example Inc, O=Example Inc", true)]
    [InlineData("CN=Example Inc", true)]
    [InlineData("Example Inc", true)]
    [InlineData("C=US", true)]
    [InlineData("cn=Example Inc", false)]
    [InlineData("CN=Example Inc, O=Another", false)]
    [InlineData("Example", false)]
    [InlineData("X=1", false)]
    public void A_name_is_the_signers_when_all_its_parts_are(string name, bool accepted) =>
        Assert.Equal(accepted, PublisherName.Accept([name], "CN=Example Inc, O=Example Inc, S=Oregon, C=US"));

    [Theory]
    [InlineData("C=DE", "has no CN")]
    [InlineData("CN=Example, ST=Oregon", "'ST'")]
    [InlineData("CN=Example, OID.2.5.4.15=Private Organization", "'OID.2.5.4.15'")]
    [InlineData("CN=", "nothing behind")]
    [InlineData("Example = Inc", "has no CN")]
    public void A_name_that_would_not_be_compared_as_it_is_meant_is_refused(string name, string reason) =>
        Assert.Contains(reason, Assert.Throws<ReleaseException>(() => PublisherName.Check([name])).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("CN=Example Inc, O=Example Inc, C=US", "CN=Example Inc, O=Example Inc")]
    [InlineData("CN=\"Müller, Söhne + Co\", O=Müller, L=Köln", "CN=\"Müller, Söhne + Co\", O=Müller")]
    [InlineData("CN=Alone", "CN=Alone")]
    public void A_signers_name_is_one_that_the_client_finds_in_its_certificate(string subject, string name)
    {
        X509Certificate2 leaf = TestIdentity.Create(new TestIdentityOptions
        {
            Subject = subject,
            From = WindowsJudges.Now,
            Until = WindowsJudges.Now.AddYears(1),
            Ecdsa = true,
        }).Leaf;
        Assert.Equal(name, PublisherName.Of(leaf));
        Assert.True(PublisherName.Accept([name], leaf.Subject));
        PublisherName.Check([name]);
    }
}
