using Microsoft.Win32.SafeHandles;
using UvRelease.Posix;
using UvRelease.Tests.Formats.Archives;
using Xunit;

namespace UvRelease.Tests.Posix;

public sealed class FileRangeSpecs
{
    [Theory]
    [InlineData("/tmp")]
    [InlineData("/dev/shm")]
    [InlineData("/proc/self")]
    public void A_part_of_a_file_comes_to_its_place_whatever_the_file_systems(string from)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = AppTree.Noise(700_000, 9);
        // Files of /proc have no length, and the kernel copies none of them.
        string source = from == "/proc/self" ? "/proc/version" : Path.Combine(from, $"uv-release-{Guid.NewGuid():N}");
        if (from != "/proc/self")
            File.WriteAllBytes(source, bytes);
        try
        {
            byte[] all = File.ReadAllBytes(source);
            (int start, int length) = (all.Length / 3, all.Length / 2);
            using SafeFileHandle input = File.OpenHandle(source), output = File.OpenHandle(folder.At("copy"), FileMode.CreateNew, FileAccess.ReadWrite);
            FileRange.Copy(input, start, output, 1000, length, TestContext.Current.CancellationToken);
            Assert.Throws<EndOfStreamException>(() => FileRange.Copy(input, all.Length - 5, output, 0, 6, TestContext.Current.CancellationToken));
            byte[] copy = File.ReadAllBytes(folder.At("copy"));
            Assert.Equal(all[start..(start + length)], copy[1000..(1000 + length)]);
        }
        finally
        {
            if (from != "/proc/self")
                File.Delete(source);
        }
    }
}
