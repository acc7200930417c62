package io.atomicinventory.server.security;

import io.atomicinventory.engine.access.Role;
import io.atomicinventory.server.problem.ProblemType;
import io.atomicinventory.server.problem.ProblemWriter;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/**
 * The API: a token on every call but the health check and the description of the API; no session, no cookie, and so
 * nothing to forge across sites. What a token may do is asked by {@link AccessInterceptor}, call by call.
 */
@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {
    /** The description of the API has no secrets, and a browser cannot send a token for a page. */
    private static final String[] OPENAPI = {"/v3/api-docs/**", "/swagger-ui/**", "/swagger-ui.html"};

    @Bean
    SecurityFilterChain api(
            HttpSecurity http,
            KnownTokens tokens,
            Strangers strangers,
            AuditWriter audit,
            ProblemWriter problems,
            CorsSettings cors,
            Clock clock) {
        return http.addFilterBefore(new AuditFilter(audit, clock), AnonymousAuthenticationFilter.class)
                .addFilterBefore(
                        new BearerTokenFilter(tokens, strangers, problems), AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers("/actuator/health")
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, OPENAPI)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET, "/actuator/prometheus")
                        .access((authentication, request) -> new AuthorizationDecision(
                                isAuditorOfAll(authentication.get()) || isAdmin(authentication.get())))
                        .requestMatchers(AccessInterceptor.PATHS)
                        .authenticated()
                        // Whatever else there may be one day is an administrator's until somebody has thought about it.
                        .anyRequest()
                        .access((authentication, request) -> new AuthorizationDecision(isAdmin(authentication.get()))))
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint((request, response, e) -> problems.write(
                                        request,
                                        response,
                                        ProblemType.UNAUTHENTICATED,
                                        List.of("Send Authorization: Bearer TOKEN with a valid token")))
                                .accessDeniedHandler((request, response, e) -> problems.write(
                                        request, response, ProblemType.FORBIDDEN, List.of("Not with this token"))))
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .cors(pages -> {
                    if (cors.isOff()) {
                        pages.disable();
                    } else {
                        pages.configurationSource(cors.source());
                    }
                })
                .formLogin(AbstractHttpConfigurer::disable)
                .httpBasic(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .build();
    }

    private static boolean isAdmin(Authentication authentication) {
        return authentication.getPrincipal() instanceof Identity identity && identity.role() == Role.ADMIN;
    }

    /** The meters are those of all stores. */
    private static boolean isAuditorOfAll(Authentication authentication) {
        return authentication.getPrincipal() instanceof Identity identity
                && identity.role() == Role.AUDITOR
                && identity.stores().isAll();
    }

    /** What the firewall refuses (odd paths, methods, header names) is refused like everything malformed. */
    @Bean
    RequestRejectedHandler rejected(ProblemWriter problems) {
        return (request, response, e) -> problems.write(
                request, response, ProblemType.MALFORMED_REQUEST, List.of("The address or a header is malformed"));
    }
}
