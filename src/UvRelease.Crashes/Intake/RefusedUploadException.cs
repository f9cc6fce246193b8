using UvRelease.Releases;

namespace UvRelease.Crashes.Intake;

/// <summary>An upload that is not taken. Nothing of it is stored.</summary>
/// <param name="status">Status of HTTP (RFC 9110).</param>
/// <param name="message">What is wrong, as a sentence.</param>
internal sealed class RefusedUploadException(int status, string message) : Exception(message)
{
    public const int BadRequest = 400, Forbidden = 403, TooSlow = 408, TooLarge = 413, UnsupportedType = 415, TooMany = 429;

    public int Status => status;

    /// <summary>Reads what was sent: what is wrong with it is its sender's to mend.</summary>
    public static T Checked<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (ReleaseException e)
        {
            throw new RefusedUploadException(BadRequest, e.Message);
        }
    }
}
