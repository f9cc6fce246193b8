using System.Net;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.S3;
using Amazon.S3.Internal;

namespace UvRelease.Stores.S3;

/// <summary>
/// The SDK's client, which stays at the address of the store. By itself it would send content and session token wherever an answer 307 says, as long as
/// that is some bucket of S3, and take the answer of that one for the store's.
/// </summary>
internal sealed class StayingClient(AWSCredentials credentials, AmazonS3Config config) : AmazonS3Client(credentials, config)
{
    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.ReplaceHandler<AmazonS3RedirectHandler>(new Stay());
    }

    private sealed class Stay : RedirectHandler
    {
        protected override void FinalizeForRedirect(IExecutionContext executionContext, string redirectedLocation) =>
            throw new AmazonS3Exception("It sends requests on.", ErrorType.Sender, "TemporaryRedirect", null, HttpStatusCode.TemporaryRedirect);
    }
}
