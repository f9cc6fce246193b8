using UvRelease.Releases;
using UvRelease.Stores;
using UvRelease.Stores.Credentials;
using Xunit;

namespace UvRelease.Tests.Stores;

public class StoreAddressSpecs
{
    private static StoreAddress Parse(string text) => StoreAddress.Parse(text, "/work");

    [Fact]
    public void A_path_and_a_file_address_are_folders()
    {
        Assert.Equal(new StoreAddress.Directory("/work/releases"), Parse("releases"));
        Assert.Equal(new StoreAddress.Directory("/var/releases"), Parse("/var/releases"));
        Assert.Equal(new StoreAddress.Directory("/var/my releases"), Parse("file:///var/my%20releases"));
    }

    [Fact]
    public void A_bucket_has_a_prefix_a_region_an_endpoint_and_a_style()
    {
        Assert.Equal(new StoreAddress.S3("my-bucket", "", "eu-central-1"), Parse("s3://my-bucket?region=eu-central-1"));
        Assert.Equal(
            new StoreAddress.S3("my-bucket", "apps/one/", "auto") { Endpoint = new Uri("https://x.r2.cloudflarestorage.com"), PathStyle = true },
            Parse("s3://my-bucket/apps/one/?region=auto&endpoint=https%3A%2F%2Fx.r2.cloudflarestorage.com&path-style=true"));
    }

    [Fact]
    public void A_bucket_that_can_be_no_subdomain_is_addressed_by_path()
    {
        Assert.True(((StoreAddress.S3)Parse("s3://my.bucket?region=eu-central-1")).PathStyle);
        Assert.True(((StoreAddress.S3)Parse("s3://bucket?endpoint=http://127.0.0.1:9000")).PathStyle);
        Assert.False(((StoreAddress.S3)Parse("s3://bucket?endpoint=http://localhost:9000")).PathStyle);
    }

    [Fact]
    public void A_container_has_an_account_and_a_prefix()
    {
        Assert.Equal(new StoreAddress.Azure("acme", "releases", "apps/"), Parse("az://acme/releases/apps"));
        Assert.Equal(new StoreAddress.Azure("acme", "$web", ""), Parse("az://acme/$web"));
    }

    [Theory]
    [InlineData("s3://AKIA:secret@bucket?region=eu-central-1")]
    [InlineData("s3://bucket?region=eu-central-1&secret-key=abc")]
    [InlineData("s3://bucket?region=eu-central-1&X-Amz-Security-Token=abc")]
    [InlineData("az://acme/releases?sv=2023&sig=abc")]
    [InlineData("az://acme/releases?AccountKey=abc")]
    [InlineData("s3://bucket?endpoint=https://user:abc@example.com")]
    [InlineData("az://acme/releases?endpoint=https://example.com/?sig=abc")]
    public void A_credential_in_an_address_is_refused_and_not_repeated(string text)
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => Parse(text));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.DoesNotContain("abc", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret@", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("gs://B", "no valid bucket: gs://bucket/prefix")]
    [InlineData("gs://bucket?region=eu", "option 'region', which is not known")]
    [InlineData("https://example.com/releases", "web address")]
    [InlineData("ftp://example.com", "no kind of store")]
    [InlineData("file://host/path", "three slashes")]
    [InlineData("s3://bucket", "no region")]
    [InlineData("s3://Bucket?region=eu-central-1", "valid bucket")]
    [InlineData("s3://bucket?region=eu central", "letters, digits")]
    [InlineData("s3://bucket?region=a&region=b", "twice")]
    [InlineData("s3://bucket?region=a&pathstyle=true", "not known")]
    [InlineData("s3://bucket?region=a&path-style=yes", "'true' or 'false'")]
    [InlineData("s3://bucket?endpoint=http://example.com", "not encrypted")]
    [InlineData("s3://bucket?endpoint=file:///etc/passwd", "no https://")]
    [InlineData("s3://bucket/a/../b?region=a", "'..'")]
    [InlineData("az://acme", "valid container")]
    [InlineData("az://AC/releases", "valid account")]
    [InlineData("s3://bucket\n?region=a", "control character")]
    public void What_is_no_address_is_refused_with_a_sentence(string text, string part)
    {
        ReleaseException error = Assert.Throws<ReleaseException>(() => Parse(text));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_of_another_kind_of_store_are_refused_and_not_printed()
    {
        StoreCredentials keys = new StoreCredentials.S3Keys("AKID", "very secret") { SessionToken = "very secret" };
        ReleaseException error = Assert.Throws<ReleaseException>(() => Store.Open(Parse("az://acme/releases"), keys, Given.Settings));
        Assert.Contains("az://acme/releases", error.Message, StringComparison.Ordinal);
        foreach (StoreCredentials one in (StoreCredentials[])[keys, new StoreCredentials.AzureSharedKey("very secret"),
            new StoreCredentials.AzureSas("sig=very secret")])
            Assert.DoesNotContain("very secret", $"{one} {error.Message}", StringComparison.Ordinal);
    }

    [Fact]
    public void Clients_read_under_the_address_of_the_store_or_the_one_that_is_given()
    {
        StoreKey key = StoreKey.Of("feeds/beta/latest mac+1.yml");
        string Url(string address, Uri? given = null)
        {
            using IStore store = Store.Open(Parse(address), new StoreCredentials.None(), Given.Settings with { PublicUrl = given });
            return store.PublicUrl(key).AbsoluteUri;
        }

        Assert.Equal("https://my-bucket.s3.eu-central-1.amazonaws.com/apps/feeds/beta/latest%20mac%2B1.yml", Url("s3://my-bucket/apps?region=eu-central-1"));
        Assert.Equal("https://s3.eu-central-1.amazonaws.com/my.bucket/feeds/beta/latest%20mac%2B1.yml", Url("s3://my.bucket?region=eu-central-1"));
        Assert.Equal("http://127.0.0.1:9000/bucket/feeds/beta/latest%20mac%2B1.yml", Url("s3://bucket?endpoint=http://127.0.0.1:9000"));
        Assert.Equal("http://bucket.localhost:9000/feeds/beta/latest%20mac%2B1.yml", Url("s3://bucket?endpoint=http://localhost:9000"));
        Assert.Equal("https://acme.blob.core.windows.net/releases/apps/feeds/beta/latest%20mac%2B1.yml", Url("az://acme/releases/apps"));
        Assert.Equal("https://updates.example.com/app/feeds/beta/latest%20mac%2B1.yml",
            Url("az://acme/releases/apps", new Uri("https://updates.example.com/app/")));
    }
}
