# The daemon as a container image: Debian 13 with its own librdkafka (2.8), built in one stage, run in another that has nothing
# but the libraries the program asks for. scripts/rehearse-image replays these steps where there is no container engine.
FROM debian:trixie-slim AS build
WORKDIR /src
COPY scripts/install-packages scripts/packages.txt /src/scripts/
RUN scripts/install-packages build
COPY . /src/
RUN scripts/build --no-tests --target sluiced
RUN DESTDIR=/stage cmake --install build/program --prefix /usr --strip
RUN scripts/runtime-packages /stage/usr/bin/sluiced >/stage/packages

FROM debian:trixie-slim
ARG SLUICED_VERSION=0.1.0
ARG SLUICED_REVISION=unknown
LABEL org.opencontainers.image.title="sluiced" \
      org.opencontainers.image.description="Schema gate for Kafka" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.base.name="docker.io/library/debian:trixie-slim" \
      org.opencontainers.image.version="${SLUICED_VERSION}" \
      org.opencontainers.image.revision="${SLUICED_REVISION}"
COPY --from=build /stage/packages /tmp/packages
# Certificate authorities for kafka.tls without a ca_file. A number for a user: runAsNonRoot can be checked, and a pod may take another.
RUN apt-get update \
    && xargs -a /tmp/packages apt-get install -y --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* /tmp/packages \
    && echo 'sluiced:x:10001:10001:Schema gate for Kafka:/nonexistent:/usr/sbin/nologin' >>/etc/passwd \
    && echo 'sluiced:x:10001:' >>/etc/group \
    && install -d -o 10001 -g 10001 -m 0750 /run/sluiced
COPY --from=build /stage/usr/bin/sluiced /usr/bin/sluiced
# The three topics that ship; mount your own folder over it.
COPY --from=build /stage/usr/share/sluiced/ /etc/sluiced/
USER 10001:10001
# Probes and Prometheus come to the container's address, not to its loopback.
ENV SLUICED_HTTP=0.0.0.0:9610
EXPOSE 9610
# Drains: give it more than supervision.drain_timeout (20 s) before the kill (docker stop -t 30, terminationGracePeriodSeconds).
STOPSIGNAL SIGTERM
# For engines that look at it; Kubernetes has probes of its own (docs/deployment.md). Unhealthy only when a restart would help.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=3 \
  CMD exec bash -c 'exec 3<>"/dev/tcp/127.0.0.1/${SLUICED_HTTP##*:}" && printf "GET /healthz HTTP/1.0\r\n\r\n" >&3 && read -r _ status _ <&3 && [[ $status == 200 ]]'
ENTRYPOINT ["/usr/bin/sluiced"]
CMD ["run", "--config", "/etc/sluiced/sluiced.yaml"]
