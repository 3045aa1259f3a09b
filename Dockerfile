# syntax=docker/dockerfile:1

# The packages, without those only tests and checks need.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev

FROM node:24-slim
ENV NODE_ENV=production PORT=8484 LEADLOOP_DATA=/data LEADLOOP_CONFIG=/app/mappings
# Gives freed memory back: fewer arenas, and no threshold that grows with the largest buffer ever freed (mallopt(3)).
ENV MALLOC_ARENA_MAX=2 MALLOC_TRIM_THRESHOLD_=131072
WORKDIR /app
COPY --from=packages /app/node_modules ./node_modules
COPY package.json LICENSE ./
COPY bin ./bin
COPY src ./src
COPY connectors ./connectors
# Lists and the console write here, too: columns of a list, a changed mapping.
COPY --chown=node:node mappings ./mappings
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 8484
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/readyz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# Node itself is process 1, so that it gets the signal to stop; it needs no npm.
CMD ["node", "bin/leadloop.js", "start"]
