package io.movieinfo.sample.user;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.movieinfo.sample.provider.ThisInstance;
import movieinfo.api.UserReply;
import movieinfo.api.UserRequest;
import movieinfo.api.UsersGrpc;

/**
 * Tells about users over gRPC.
 */
final class UserGrpcService extends UsersGrpc.UsersImplBase {

	private final Users users;

	private final ThisInstance thisInstance;

	UserGrpcService(Users users, ThisInstance thisInstance) {
		this.users = users;
		this.thisInstance = thisInstance;
	}

	@Override
	public void getUser(UserRequest request, StreamObserver<UserReply> observer) {
		try {
			User user = this.users.get(request.getId());
			observer.onNext(UserReply.newBuilder()
				.setId(user.id())
				.setName(user.name())
				.addAllFavourites(user.favourites())
				.setInstance(this.thisInstance.id())
				.build());
			observer.onCompleted();
		}
		catch (UnknownUserException ex) {
			observer.onError(Status.NOT_FOUND.withDescription(ex.getMessage()).asRuntimeException());
		}
	}

}
