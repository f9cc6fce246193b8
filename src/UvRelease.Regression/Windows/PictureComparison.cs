namespace UvRelease.Regression.Windows;

/// <summary>
/// Compares pictures as eyes do: the distance of two colours in YIQ, luma weighing more than the two of chroma (Kotsarenko and Ramos, "Measuring perceived
/// color difference using YIQ NTSC transmission color space in mobile applications", 2010).
/// </summary>
internal static class PictureComparison
{
    // The largest distance: black and white.
    private const double Largest = 35_215;

    /// <summary>Counts the pixels that differ, and draws where they are.</summary>
    /// <param name="one">A picture.</param>
    /// <param name="other">A picture of the same size.</param>
    /// <param name="threshold">How different two pixels may look, 0 to 1.</param>
    public static (long Differing, Picture Difference) Compare(Picture one, Picture other, double threshold)
    {
        double most = Largest * threshold * threshold;
        uint[] drawn = new uint[one.Pixels.Length];
        long differing = 0;
        for (int i = 0; i < drawn.Length; i++)
        {
            bool differs = Distance(one.Pixels[i], other.Pixels[i]) > most;
            differing += differs ? 1 : 0;
            drawn[i] = differs ? Picture.Red : Faded(one.Pixels[i]);
        }

        return (differing, new Picture(one.Width, one.Height, drawn));
    }

    private static double Distance(uint one, uint other)
    {
        if (one == other)
            return 0;
        (double red, double green, double blue) = Against(one);
        (double otherRed, double otherGreen, double otherBlue) = Against(other);
        (red, green, blue) = (red - otherRed, green - otherGreen, blue - otherBlue);
        double y = (red * 0.29889531) + (green * 0.58662247) + (blue * 0.11448223);
        double i = (red * 0.59597799) - (green * 0.27417610) - (blue * 0.32180189);
        double q = (red * 0.21147017) - (green * 0.52261711) + (blue * 0.31114694);
        return (0.5053 * y * y) + (0.299 * i * i) + (0.1957 * q * q);
    }

    // As it looks on white.
    private static (double Red, double Green, double Blue) Against(uint pixel)
    {
        double alpha = (pixel >> 24) / 255.0;
        double On(uint channel) => 255 + (((channel & 0xff) - 255.0) * alpha);
        return (On(pixel), On(pixel >> 8), On(pixel >> 16));
    }

    private static uint Faded(uint pixel)
    {
        (double red, double green, double blue) = Against(pixel);
        uint grey = (uint)(255 - ((255 - ((red * 0.299) + (green * 0.587) + (blue * 0.114))) / 5));
        return 0xff000000 | (grey << 16) | (grey << 8) | grey;
    }
}
