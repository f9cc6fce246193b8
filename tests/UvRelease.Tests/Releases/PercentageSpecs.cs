using UvRelease.Releases;
using Xunit;

namespace UvRelease.Tests.Releases;

public class PercentageSpecs
{
    [Theory]
    [InlineData("0", "0%")]
    [InlineData("25", "25%")]
    [InlineData("25%", "25%")]
    [InlineData("12.5 %", "12.5%")]
    [InlineData("0.01", "0.01%")]
    [InlineData("12.50", "12.5%")]
    [InlineData("007", "7%")]
    [InlineData("100.00", "100%")]
    public void A_share_is_read(string text, string expected)
    {
        Assert.True(Percentage.TryParse(text, out Percentage share));
        Assert.Equal(expected, share.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData(" ")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("-0")]
    [InlineData("100.01")]
    [InlineData("101")]
    [InlineData("1.234")]
    [InlineData("1.000")]
    [InlineData("12.3400000000000000000000000000000000001")]
    [InlineData("0.0000000000000000000000000000000000000001")]
    [InlineData("1e1")]
    [InlineData("1,5")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("25%%")]
    [InlineData("% 25")]
    [InlineData("0x10")]
    [InlineData("٢٥")]
    [InlineData("NaN")]
    public void Anything_else_is_no_share(string text)
    {
        Assert.False(Percentage.TryParse(text, out Percentage share));
        Assert.Equal(0, share.Value);
    }

    [Fact]
    public void Shares_that_are_written_differently_are_equal()
    {
        Assert.True(Percentage.TryParse("12.5", out Percentage one) & Percentage.TryParse("12.50 %", out Percentage other));
        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }
}
