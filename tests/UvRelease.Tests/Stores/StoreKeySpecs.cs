using UvRelease.Releases;
using UvRelease.Stores;
using Xunit;

namespace UvRelease.Tests.Stores;

public class StoreKeySpecs
{
    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    [InlineData("a/")]
    [InlineData("a//b")]
    [InlineData("../a")]
    [InlineData("a/../../b")]
    [InlineData("a/./b")]
    [InlineData("a\\b")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData("a\u0085b")]
    [InlineData("half \ud800 of one")]
    [InlineData("a\uffffb")]
    [InlineData("ends/with.")]
    [InlineData(".uv-store/locks/00")]
    [InlineData("a/.UV-STORE")]
    public void A_key_that_some_store_would_change_or_refuse_is_refused(string text)
    {
        Assert.False(StoreKey.TryOf(text, out _));
        ReleaseException error = Assert.Throws<ReleaseException>(() => StoreKey.Of(text));
        Assert.Equal(Fault.Input, error.Fault);
        Assert.DoesNotContain(error.Message, char.IsControl);
    }

    [Fact]
    public void A_key_and_each_of_its_names_have_a_longest_length_in_bytes()
    {
        Assert.True(StoreKey.TryOf(new string('é', 100), out _));
        Assert.False(StoreKey.TryOf(new string('é', 101), out _));
        Assert.True(StoreKey.TryOf(string.Join('/', Enumerable.Repeat("123456789", 90)), out _));
        Assert.False(StoreKey.TryOf(string.Join('/', Enumerable.Repeat("123456789", 91)), out _));
    }

    [Fact]
    public void Keys_are_ordered_by_their_UTF_8_bytes_where_UTF_16_orders_otherwise()
    {
        string[] texts = ["😀", "\ufffc", "a", "Z"];
        Assert.Equal(["Z", "a", "\ufffc", "😀"], texts.Select(StoreKey.Of).Order().Select(key => key.Text));
    }

    [Fact]
    public void A_prefix_is_the_beginning_of_a_key()
    {
        Assert.Equal("", StoreKey.Prefix(""));
        Assert.Equal("a/b", StoreKey.Prefix("a/b"));
        Assert.Equal("a/", StoreKey.Prefix("a/"));
        Assert.Throws<ReleaseException>(() => StoreKey.Prefix("../"));
        Assert.Throws<ReleaseException>(() => StoreKey.Prefix("/"));
    }
}
